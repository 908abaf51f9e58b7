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
