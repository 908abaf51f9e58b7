-- SPDX-License-Identifier: Apache-2.0
-- What worth is told from besides sales: in order of customer, as sale_range.

-- name: interaction_range
SELECT customer_id, at, touchpoint, channel, inbound, outcome FROM interaction WHERE customer_id >= $1 AND customer_id < $2
  ORDER BY customer_id, at, interaction_id;

-- How content he said he is, what he complains of until it is put right, and whom he brought.
-- name: fact_worth_range
SELECT customer_id, kind, value, at, from_day FROM fact
  WHERE customer_id >= $1 AND customer_id < $2 AND kind IN ('satisfaction', 'complaint', 'brought') AND to_day IS NULL
  ORDER BY customer_id, kind, at, fact_id;

-- name: sale_oldest
SELECT MIN(at) FROM sale WHERE customer_id > 0;

-- By which ways somebody may be reached: side by side with the above.
-- name: reach_consent_range
SELECT customer_id, at, consent_id, channel, purpose, state, evidence, language, place, who, batch_id FROM consent
  WHERE customer_id >= $1 AND customer_id < $2 ORDER BY customer_id, at, consent_id;

-- name: reach_contact_range
SELECT customer_id, kind, value, source, since_at, until_at, batch_id FROM contact_point
  WHERE customer_id >= $1 AND customer_id < $2 AND kind IN ('phone', 'mail') ORDER BY customer_id, kind, value;

-- name: reach_dnc_range
SELECT customer_id, value, at, to_day FROM fact WHERE customer_id >= $1 AND customer_id < $2 AND kind = 'dnc' ORDER BY customer_id, kind, at, fact_id;
