-- SPDX-License-Identifier: Apache-2.0
-- What may not be offered.

-- name: allergy_all
SELECT customer_id, value FROM fact WHERE kind = 'allergy' AND (to_day IS NULL OR to_day >= $1);

-- Who has moved away, or is away for a while.
-- name: away_all
SELECT customer_id FROM fact WHERE kind = 'away' AND (from_day IS NULL OR from_day <= $1) AND (to_day IS NULL OR to_day >= $1);

-- Whose things of which kind there are.
-- name: asset_kind_all
SELECT customer_id, kind FROM asset;

-- name: asset_any
SELECT 1 FROM asset LIMIT 1;

-- What goods and jobs are called.
-- name: item_said_all
SELECT item_id, CASE WHEN name <> '' THEN name ELSE key END FROM item;
