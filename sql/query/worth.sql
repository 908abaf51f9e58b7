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
SELECT c.customer_id, c.at, c.consent_id, c.channel, c.purpose, c.state, c.evidence, c.language, c.place, c.who, c.batch_id, p.point FROM consent c
  LEFT JOIN consent_point p ON p.customer_id = c.customer_id AND p.consent_id = c.consent_id
  WHERE c.customer_id >= $1 AND c.customer_id < $2 ORDER BY c.customer_id, c.at, c.consent_id;

-- name: reach_contact_range
SELECT customer_id, kind, value, source, since_at, until_at, batch_id FROM contact_point
  WHERE customer_id >= $1 AND customer_id < $2 AND kind IN ('phone', 'mail') ORDER BY customer_id, kind, value;

-- name: reach_dnc_range
SELECT customer_id, value, at, to_day FROM fact WHERE customer_id >= $1 AND customer_id < $2 AND kind = 'dnc' ORDER BY customer_id, kind, at, fact_id;

-- Phones and mails somebody said no of: whoever else has one of them is asked of one by one.
-- name: reach_refused
SELECT DISTINCT p.point FROM consent_point p JOIN consent c ON c.customer_id = p.customer_id AND c.consent_id = p.consent_id
  WHERE c.state IN ('refused', 'withdrawn');
