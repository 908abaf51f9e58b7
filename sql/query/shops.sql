-- SPDX-License-Identifier: Apache-2.0
-- What the five shops ask: goods and their looks, things and their meters.

-- Which state of an owner's lists this is; what an import that came or went may have changed of them.
-- name: told_which
SELECT what, version, at FROM told ORDER BY what;

-- name: batch_which
SELECT MAX(batch_id), MAX(undone_at) FROM batch;

-- Ids are hashes, so those of the lowest ids are a fair sample of all customers.
-- name: line_sample
SELECT customer_id, at, item_id, quantity, amount FROM sale_line WHERE customer_id > 0 ORDER BY customer_id, at, sale_id, line_id LIMIT $1;

-- How fast things of a kind are used: readings with the kind of the thing.
-- name: reading_sample
SELECT a.kind, r.customer_id, r.asset_id, r.day, r.value FROM reading r JOIN asset a ON a.customer_id = r.customer_id AND a.asset_id = r.asset_id
  WHERE r.day <= $1 ORDER BY r.customer_id, r.asset_id, r.day LIMIT $2;

-- What a till wrote of one customer, in its own words.
-- name: line_words_of
SELECT l.at, CASE WHEN i.name <> '' THEN i.name ELSE i.key END, l.sale_id, l.quantity FROM sale_line l JOIN item i ON i.item_id = l.item_id
  WHERE l.customer_id = $1 ORDER BY l.at, l.sale_id, l.line_id;

-- What is kept for whom.
-- name: kept_now
SELECT customer_id, item_id FROM kept WHERE state = 'kept' AND until_day >= $1;

-- Who has a thing, a day that comes again, or something kept: whoever may need a word without having bought.
-- name: cared_for
SELECT customer_id FROM (SELECT customer_id FROM asset UNION SELECT customer_id FROM occasion UNION SELECT customer_id FROM kept) AS cared ORDER BY customer_id;

-- name: service_rule_clear
DELETE FROM service_rule;

-- name: notice_clear
DELETE FROM notice;

-- name: content_clear
DELETE FROM content;

-- name: item_trait_clear
DELETE FROM item_trait WHERE item_id = $1;

-- How proposals were answered, by kind; by everybody, by one.
-- name: action_answers
SELECT need, state, COUNT(*) FROM action WHERE customer_id > 0 AND day <= $1 GROUP BY need, state ORDER BY need, state;

-- name: action_answers_of
SELECT need, state, COUNT(*) FROM action WHERE customer_id = $1 AND day <= $2 GROUP BY need, state ORDER BY need, state;

-- Who bought between two moments.
-- name: bought_between
SELECT DISTINCT customer_id FROM sale WHERE customer_id > 0 AND kind = 1 AND at >= $1 AND at < $2 ORDER BY customer_id LIMIT $3;
