-- SPDX-License-Identifier: Apache-2.0

-- name: batch_newest
SELECT batch_id FROM batch ORDER BY batch_id DESC LIMIT $1;

-- name: batch_before
SELECT batch_id FROM batch WHERE batch_id < $1 ORDER BY batch_id DESC LIMIT $2;

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

-- The imports behind one that say anything of a customer whose rows nobody changed.
-- name: batches_repeating
SELECT batch_id FROM link WHERE customer_id = $1 AND batch_id > $2
  UNION SELECT batch_id FROM batch_ref WHERE customer_id = $1 AND batch_id > $2
  UNION SELECT batch_id FROM sale WHERE customer_id = $1 AND batch_id > $2 ORDER BY 1;

-- The documents of a customer of which an import brought anything.
-- name: document_of_batch
SELECT at, sale_id FROM sale WHERE customer_id = $1 AND batch_id = $2
  UNION SELECT at, sale_id FROM sale_line WHERE customer_id = $1 AND batch_id = $2;

-- The rows it brought pass to another import.
-- name: sale_pass
UPDATE sale SET batch_id = $1 WHERE customer_id = $2 AND at = $3 AND sale_id = $4 AND batch_id = $5;
-- name: sale_line_pass
UPDATE sale_line SET batch_id = $1 WHERE customer_id = $2 AND at = $3 AND sale_id = $4 AND batch_id = $5;
-- Its lines of a document.
-- name: sale_line_drop
DELETE FROM sale_line WHERE customer_id = $1 AND at = $2 AND sale_id = $3 AND batch_id = $4;
-- name: interaction_pass
UPDATE interaction SET batch_id = $1 WHERE customer_id = $2 AND at = $3 AND interaction_id = $4;
-- name: source_row_pass
UPDATE source_row SET batch_id = $1, line = $2 WHERE customer_id = $3 AND row_id = $4;

-- name: source_row_of_batch
SELECT row_id FROM source_row WHERE customer_id = $1 AND batch_id = $2;
-- name: interaction_of_batch
SELECT at, interaction_id FROM interaction WHERE customer_id = $1 AND batch_id = $2;

-- When anything of a customer was, and by which import it stands.
-- name: sale_moments
SELECT at, sale_id, batch_id FROM sale WHERE customer_id = $1 ORDER BY at;
-- name: interaction_moments
SELECT at, interaction_id, batch_id FROM interaction WHERE customer_id = $1 ORDER BY at;

-- What was changed of one customer since, the last change first.
-- name: revision_since
SELECT revision_id, batch_id, entity, before, after, at, who FROM revision WHERE customer_id = $1 AND revision_id >= $2 ORDER BY revision_id DESC;

-- Who wrote a row that is of no customer as it is now.
-- name: revision_of_row
SELECT at, who FROM revision WHERE customer_id = 0 AND entity = $1 AND after = $2 ORDER BY revision_id DESC LIMIT 1;

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
SELECT repeats, part FROM batch_ref WHERE customer_id = $1 AND batch_id = $2 ORDER BY part;

-- What people changed since an import, of the customers it touched, in order of time.
-- name: batch_changed_since
SELECT r.customer_id, r.revision_id, r.entity, r.before, r.after, r.at, r.who FROM batch_customer b JOIN revision r ON r.customer_id = b.customer_id
WHERE b.batch_id = $1 AND r.batch_id = 0 AND r.revision_id >= $2 AND (r.customer_id > $3 OR (r.customer_id = $3 AND r.revision_id > $4))
ORDER BY r.customer_id, r.revision_id LIMIT $5;
