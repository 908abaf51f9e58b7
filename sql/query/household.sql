-- SPDX-License-Identifier: Apache-2.0
-- Who lives together.

-- name: household_members
SELECT customer_id, household_id, state, why, at, who FROM household_member WHERE household_id = $1 AND state = 'in' ORDER BY customer_id;

-- Households of two and more, the largest first.
-- name: households
SELECT h.household_id, h.name, h.at, COUNT(*) FROM household h JOIN household_member m ON m.household_id = h.household_id
  WHERE m.state = 'in' GROUP BY h.household_id, h.name, h.at HAVING COUNT(*) > 1 ORDER BY COUNT(*) DESC, h.household_id LIMIT $1;

-- name: household_families
SELECT customer_id, name, family, kind, given FROM customer ORDER BY customer_id;

-- name: household_member_drop
DELETE FROM household_member WHERE customer_id = $1;

-- Those nobody belongs to any more.
-- name: household_empty_drop
DELETE FROM household WHERE NOT EXISTS (SELECT 1 FROM household_member m WHERE m.household_id = household.household_id);
