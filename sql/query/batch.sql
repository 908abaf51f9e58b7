-- SPDX-License-Identifier: Apache-2.0

-- name: batch_newest
SELECT batch_id FROM batch ORDER BY batch_id DESC LIMIT $1;

-- What an import changed of one customer, the last change first.
-- name: revision_of_batch
SELECT revision_id, entity, before, after FROM revision WHERE customer_id = $1 AND batch_id = $2 ORDER BY revision_id DESC;

-- name: revision_drop
DELETE FROM revision WHERE customer_id = $1 AND revision_id = $2;

-- What imports that were taken back added to one customer, a table at a time: this one's, and what an earlier undo had to leave.
-- name: link_undo
DELETE FROM link WHERE customer_id = $1 AND batch_id IN (SELECT batch_id FROM batch WHERE state = 'undone');
-- name: source_row_undo
DELETE FROM source_row WHERE customer_id = $1 AND batch_id IN (SELECT batch_id FROM batch WHERE state = 'undone');
-- name: contact_point_undo
DELETE FROM contact_point WHERE customer_id = $1 AND batch_id IN (SELECT batch_id FROM batch WHERE state = 'undone');
-- name: fact_undo
DELETE FROM fact WHERE customer_id = $1 AND batch_id IN (SELECT batch_id FROM batch WHERE state = 'undone');
-- name: asset_undo
DELETE FROM asset WHERE customer_id = $1 AND batch_id IN (SELECT batch_id FROM batch WHERE state = 'undone');
-- name: interaction_undo
DELETE FROM interaction WHERE customer_id = $1 AND batch_id IN (SELECT batch_id FROM batch WHERE state = 'undone');
-- name: sale_line_undo
DELETE FROM sale_line WHERE customer_id = $1 AND batch_id IN (SELECT batch_id FROM batch WHERE state = 'undone');
-- name: consent_undo
DELETE FROM consent WHERE customer_id = $1 AND batch_id IN (SELECT batch_id FROM batch WHERE state = 'undone');
-- A sale stays while another import's lines are in it.
-- name: sale_undo
DELETE FROM sale WHERE customer_id = $1 AND batch_id IN (SELECT batch_id FROM batch WHERE state = 'undone')
  AND NOT EXISTS (SELECT 1 FROM sale_line l WHERE l.customer_id = sale.customer_id AND l.at = sale.at AND l.sale_id = sale.sale_id);
-- name: sale_of_batch
SELECT COUNT(*) FROM sale WHERE customer_id = $1 AND batch_id = $2;
-- name: sale_line_any
SELECT 1 FROM sale_line WHERE customer_id = $1 AND at = $2 AND sale_id = $3 LIMIT 1;
-- name: batch_undone
SELECT batch_id FROM batch WHERE state = 'undone';

-- Whether anything besides his own row is left of a customer: then he stays.
-- name: customer_leftover
SELECT EXISTS (SELECT 1 FROM link WHERE customer_id = $1) OR EXISTS (SELECT 1 FROM source_row WHERE customer_id = $1)
  OR EXISTS (SELECT 1 FROM contact_point WHERE customer_id = $1) OR EXISTS (SELECT 1 FROM fact WHERE customer_id = $1)
  OR EXISTS (SELECT 1 FROM asset WHERE customer_id = $1) OR EXISTS (SELECT 1 FROM interaction WHERE customer_id = $1)
  OR EXISTS (SELECT 1 FROM sale WHERE customer_id = $1) OR EXISTS (SELECT 1 FROM consent WHERE customer_id = $1)
  OR EXISTS (SELECT 1 FROM action WHERE customer_id = $1) OR EXISTS (SELECT 1 FROM revision WHERE customer_id = $1)
  OR EXISTS (SELECT 1 FROM merge_row WHERE customer_id = $1);

-- name: batch_items
SELECT item_id FROM batch_item WHERE batch_id = $1 ORDER BY item_id;

-- name: batch_customer_drop
DELETE FROM batch_customer WHERE batch_id = $1;
