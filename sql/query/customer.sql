-- SPDX-License-Identifier: Apache-2.0

-- name: consent_known
SELECT at FROM consent WHERE customer_id = $1 AND consent_id = $2 LIMIT 1;

-- name: fact_of_kind
SELECT value, at FROM fact WHERE customer_id = $1 AND kind = $2 ORDER BY at;

-- name: sale_sum
SELECT COUNT(*), COALESCE(SUM(total), 0), MAX(at), MIN(currency) FROM sale WHERE customer_id = $1 AND kind <> 3;

-- A customer's sales, the newest first.
-- name: sale_newest_of
SELECT at, sale_id, kind, total, currency, doc, source, batch_id FROM sale WHERE customer_id = $1 ORDER BY at DESC, sale_id DESC LIMIT $2;

-- Their lines, in the same order.
-- name: line_newest_of
SELECT l.sale_id, i.name, i.key, l.quantity, l.amount FROM sale_line l LEFT JOIN item i ON i.item_id = l.item_id
  WHERE l.customer_id = $1 ORDER BY l.at DESC, l.sale_id DESC, l.line_id DESC;

-- name: interaction_newest_of
SELECT at, touchpoint, channel, text, outcome, who, batch_id FROM interaction WHERE customer_id = $1 ORDER BY at DESC, interaction_id DESC LIMIT $2;

-- name: revision_newest_of
SELECT at, who, batch_id, entity, before, after FROM revision WHERE customer_id = $1 ORDER BY revision_id DESC LIMIT $2;

-- name: batch_file
SELECT file FROM batch WHERE batch_id = $1;
