-- SPDX-License-Identifier: Apache-2.0

-- What the doctor looks for.
-- name: key_orphan_count
SELECT COUNT(*) FROM key_lookup k LEFT JOIN customer c ON c.customer_id = k.customer_id WHERE c.customer_id IS NULL;

-- Customers with a key whom no key finds. One pass: the ids that have keys against the ids that are found.
-- name: key_missing_count
SELECT COUNT(*) FROM (SELECT DISTINCT customer_id FROM contact_point WHERE kind <> 'address'
  EXCEPT SELECT customer_id FROM key_lookup) AS missing;

-- name: key_clear
DELETE FROM key_lookup;

-- Documents that are not found by their number, and entries there should be.
-- name: sale_missing_count
SELECT COUNT(*) FROM (SELECT sale_id, customer_id, at FROM sale WHERE doc <> ''
  EXCEPT SELECT sale_id, customer_id, at FROM sale_lookup) AS missing;

-- name: sale_entry_excess
SELECT (SELECT COUNT(*) FROM sale_lookup) - (SELECT COUNT(*) FROM sale WHERE doc <> '');

-- name: sale_lookup_clear
DELETE FROM sale_lookup;

-- name: sale_lookup_fill
INSERT INTO sale_lookup (sale_id, customer_id, at) SELECT sale_id, customer_id, at FROM sale WHERE doc <> '' ORDER BY sale_id;

-- name: customer_ids
SELECT customer_id FROM customer ORDER BY customer_id;

-- name: line_orphans
SELECT COUNT(*) FROM sale_line l LEFT JOIN sale s ON s.customer_id = l.customer_id AND s.at = l.at AND s.sale_id = l.sale_id WHERE s.sale_id IS NULL;

-- name: line_item_orphans
SELECT COUNT(*) FROM sale_line l LEFT JOIN item i ON i.item_id = l.item_id WHERE l.item_id <> 0 AND i.item_id IS NULL;
