-- SPDX-License-Identifier: Apache-2.0

-- All words of consent in order of time, each with the contact point it was said of, if it was of one.
-- name: consent_said
SELECT c.customer_id, c.at, c.consent_id, c.channel, c.purpose, c.state, c.evidence, c.language, c.place, c.who, c.batch_id, p.point FROM consent c
  LEFT JOIN consent_point p ON p.customer_id = c.customer_id AND p.consent_id = c.consent_id WHERE c.customer_id = $1 ORDER BY c.at, c.consent_id;

-- The words of all who have a contact point about it, as consent_said, each customer's together.
-- name: consent_said_of
SELECT c.customer_id, c.at, c.consent_id, c.channel, c.purpose, c.state, c.evidence, c.language, c.place, c.who, c.batch_id, p.point FROM consent_point p
  JOIN key_lookup k ON k.key_hash = $1 AND k.customer_id = p.customer_id JOIN consent c ON c.customer_id = p.customer_id AND c.consent_id = p.consent_id
  WHERE p.point = $2 ORDER BY c.customer_id, c.at, c.consent_id;

-- name: consent_known
SELECT at FROM consent WHERE customer_id = $1 AND consent_id = $2 LIMIT 1;

-- name: fact_of_kind
SELECT value, at, to_day FROM fact WHERE customer_id = $1 AND kind = $2 ORDER BY at;

-- A customer's sales, the newest first.
-- name: story_sales
SELECT at, sale_id, kind, total, currency, doc, batch_id FROM sale WHERE customer_id = $1 ORDER BY at DESC, sale_id DESC;

-- His lines, the oldest first.
-- name: story_lines
SELECT sale_id, item_id, quantity, amount, price FROM sale_line WHERE customer_id = $1 ORDER BY at, sale_id, line_id;

-- name: item_label
SELECT CASE WHEN name <> '' THEN name ELSE key END FROM item WHERE item_id = $1;

-- name: interaction_newest_of
SELECT at, touchpoint, channel, text, outcome, who, batch_id FROM interaction WHERE customer_id = $1 ORDER BY at DESC, interaction_id DESC LIMIT $2;

-- name: revision_before
SELECT customer_id, revision_id, batch_id, at, who, entity, before, after FROM revision WHERE customer_id = $1 AND revision_id < $2 ORDER BY revision_id DESC LIMIT $3;

-- name: batch_file
SELECT file FROM batch WHERE batch_id = $1;
