-- SPDX-License-Identifier: Apache-2.0

-- name: batch_newest
SELECT batch_id FROM batch ORDER BY batch_id DESC LIMIT $1;

-- name: batch_undone
SELECT batch_id FROM batch WHERE state = 'undone';

-- Whether there is a later import than this one.
-- name: batch_later
SELECT 1 FROM batch WHERE batch_id > $1 AND state = 'applied' LIMIT 1;

-- Whether a later import speaks of this customer: it always says who he is, or repeats it.
-- name: touched_later
SELECT EXISTS (SELECT 1 FROM link WHERE customer_id = $1 AND batch_id > $2)
  OR EXISTS (SELECT 1 FROM batch_ref WHERE customer_id = $1 AND batch_id > $2);

-- The imports behind one that speak of a customer.
-- name: batches_behind
SELECT batch_id FROM link WHERE customer_id = $1 AND batch_id > $2
  UNION SELECT batch_id FROM batch_ref WHERE customer_id = $1 AND batch_id > $2
  UNION SELECT batch_id FROM sale WHERE customer_id = $1 AND batch_id > $2
  UNION SELECT batch_id FROM revision WHERE customer_id = $1 AND batch_id > $2 ORDER BY 1 DESC;

-- What was changed of one customer since, the last change first.
-- name: revision_since
SELECT revision_id, batch_id, entity, before, after, at, who FROM revision WHERE customer_id = $1 AND revision_id >= $2 ORDER BY revision_id DESC;

-- name: revision_drop
DELETE FROM revision WHERE customer_id = $1 AND revision_id = $2;

-- What an import added to one customer, a table at a time.
-- name: link_undo
DELETE FROM link WHERE customer_id = $1 AND batch_id = $2;
-- name: source_row_undo
DELETE FROM source_row WHERE customer_id = $1 AND batch_id = $2;
-- name: contact_point_undo
DELETE FROM contact_point WHERE customer_id = $1 AND batch_id = $2;
-- name: fact_undo
DELETE FROM fact WHERE customer_id = $1 AND batch_id = $2;
-- name: asset_undo
DELETE FROM asset WHERE customer_id = $1 AND batch_id = $2;
-- name: interaction_undo
DELETE FROM interaction WHERE customer_id = $1 AND batch_id = $2;
-- name: sale_line_undo
DELETE FROM sale_line WHERE customer_id = $1 AND batch_id = $2;
-- name: consent_undo
DELETE FROM consent WHERE customer_id = $1 AND batch_id = $2;
-- name: consent_point_undo
DELETE FROM consent_point WHERE customer_id = $1 AND batch_id = $2;
-- name: sale_undo
DELETE FROM sale WHERE customer_id = $1 AND batch_id = $2;
-- name: batch_ref_undo
DELETE FROM batch_ref WHERE customer_id = $1 AND batch_id = $2;

-- Its documents, which are found by their numbers.
-- name: sale_of_batch
SELECT at, sale_id FROM sale WHERE customer_id = $1 AND batch_id = $2 AND doc <> '';

-- Whether anything besides his own row is left of a customer: then he stays.
-- name: customer_leftover
SELECT EXISTS (SELECT 1 FROM link WHERE customer_id = $1) OR EXISTS (SELECT 1 FROM source_row WHERE customer_id = $1)
  OR EXISTS (SELECT 1 FROM contact_point WHERE customer_id = $1) OR EXISTS (SELECT 1 FROM fact WHERE customer_id = $1)
  OR EXISTS (SELECT 1 FROM asset WHERE customer_id = $1) OR EXISTS (SELECT 1 FROM interaction WHERE customer_id = $1)
  OR EXISTS (SELECT 1 FROM sale WHERE customer_id = $1) OR EXISTS (SELECT 1 FROM consent WHERE customer_id = $1)
  OR EXISTS (SELECT 1 FROM action WHERE customer_id = $1) OR EXISTS (SELECT 1 FROM revision WHERE customer_id = $1)
  OR EXISTS (SELECT 1 FROM merge_row WHERE customer_id = $1);

-- How much is known of a customer.
-- name: customer_rows
SELECT (SELECT COUNT(*) FROM customer WHERE customer_id = $1) + (SELECT COUNT(*) FROM link WHERE customer_id = $1)
  + (SELECT COUNT(*) FROM source_row WHERE customer_id = $1) + (SELECT COUNT(*) FROM contact_point WHERE customer_id = $1)
  + (SELECT COUNT(*) FROM fact WHERE customer_id = $1) + (SELECT COUNT(*) FROM interaction WHERE customer_id = $1)
  + (SELECT COUNT(*) FROM sale WHERE customer_id = $1) + (SELECT COUNT(*) FROM sale_line WHERE customer_id = $1)
  + (SELECT COUNT(*) FROM consent WHERE customer_id = $1);

-- name: batch_items
SELECT item_id FROM batch_item WHERE batch_id = $1 ORDER BY item_id;

-- name: batch_customer_drop
DELETE FROM batch_customer WHERE batch_id = $1;

-- Where a document lies.
-- name: sale_place
SELECT customer_id, at FROM sale_lookup WHERE sale_id = $1 ORDER BY customer_id, at;

-- name: sale_lookup_any
SELECT 1 FROM sale_lookup LIMIT 1;

-- Its lines.
-- name: line_of_sale
SELECT customer_id, at, sale_id, line_id, item_id, quantity, price, amount, batch_id FROM sale_line
  WHERE customer_id = $1 AND at = $2 AND sale_id = $3 ORDER BY line_id;

-- name: batch_ref_parts
SELECT repeats FROM batch_ref WHERE customer_id = $1 AND batch_id = $2 ORDER BY part;

-- What people changed since an import, of the customers it touched, in order of time.
-- name: batch_changed_since
SELECT r.customer_id, r.revision_id, r.entity, r.before, r.after, r.at, r.who FROM batch_customer b JOIN revision r ON r.customer_id = b.customer_id
WHERE b.batch_id = $1 AND r.batch_id = 0 AND r.revision_id >= $2 ORDER BY r.customer_id, r.revision_id LIMIT $3;
