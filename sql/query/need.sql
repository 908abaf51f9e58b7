-- SPDX-License-Identifier: Apache-2.0
-- What may not be offered.

-- name: item_stock_none
SELECT item_id FROM item_stock WHERE quantity <= 0 OR margin < $1;

-- name: item_trait_some
SELECT item_id, name, value FROM item_trait WHERE name IN ('contains', 'hidden');

-- name: allergy_all
SELECT customer_id, value FROM fact WHERE kind = 'allergy' AND (to_day IS NULL OR to_day >= $1);

-- Who has moved away, or is away for a while.
-- name: away_all
SELECT customer_id FROM fact WHERE kind = 'away' AND (from_day IS NULL OR from_day <= $1) AND (to_day IS NULL OR to_day >= $1);

-- name: item_trait_bars
SELECT name, value FROM item_trait WHERE item_id = $1 AND name IN ('contains', 'hidden');

