-- SPDX-License-Identifier: Apache-2.0

-- Customers whose tokens lie in [$1, $2).
-- name: search_range
SELECT token, customer_id FROM search_lookup WHERE token >= $1 AND token < $2 ORDER BY token, customer_id LIMIT $3;

-- name: search_has
SELECT customer_id FROM search_lookup WHERE token >= $1 AND token < $2 AND customer_id = $3 LIMIT 1;

-- The lookup rows of customers that do not exist: what the doctor looks for.
-- name: key_orphans
SELECT k.key_hash, k.customer_id FROM key_lookup k LEFT JOIN customer c ON c.customer_id = k.customer_id WHERE c.customer_id IS NULL LIMIT $1;

-- name: search_orphans
SELECT s.token, s.customer_id FROM search_lookup s LEFT JOIN customer c ON c.customer_id = s.customer_id WHERE c.customer_id IS NULL LIMIT $1;
