-- SPDX-License-Identifier: Apache-2.0

-- name: merge_newest
SELECT merge_id, kept_id, gone_id, why, at, who, split_at, split_by FROM merge ORDER BY merge_id DESC LIMIT $1;

-- name: merge_before
SELECT merge_id, kept_id, gone_id, why, at, who, split_at, split_by FROM merge WHERE merge_id < $1 ORDER BY merge_id DESC;

-- name: merge_rows
SELECT place, entity, fate, was FROM merge_row WHERE customer_id = $1 AND merge_id = $2 ORDER BY place;

-- The row of the customer who went.
-- name: merge_customer
SELECT was FROM merge_row WHERE customer_id = $1 AND merge_id = $2 AND entity = 'customer' AND fate = 'aside' ORDER BY place LIMIT 1;

-- name: merge_rows_drop
DELETE FROM merge_row WHERE customer_id = $1 AND merge_id = $2;

-- What was said of the person, and not of one contact point alone. The last word of each channel and purpose is the last of these.
-- name: consent_words
SELECT c.channel, c.purpose, c.state FROM consent c WHERE c.customer_id = $1 AND c.state <> 'claimed'
  AND NOT EXISTS (SELECT 1 FROM consent_point p WHERE p.customer_id = c.customer_id AND p.consent_id = c.consent_id) ORDER BY c.at, c.consent_id;

-- Whether there is anybody whose id leads to another.
-- name: alias_any
SELECT gone_id FROM alias LIMIT 1;

-- name: merge_row_any
SELECT merge_id FROM merge_row WHERE customer_id = $1 LIMIT 1;

-- The merges of one customer behind a given one, the newest first.
-- name: merge_later
SELECT DISTINCT merge_id FROM merge_row WHERE customer_id = $1 AND merge_id > $2 ORDER BY merge_id DESC;

-- name: links_all
SELECT customer_id, person_id, source, person FROM link ORDER BY customer_id, person_id;

-- Customers nobody's file speaks of: written down by hand.
-- name: customer_unlinked
SELECT customer_id, name, given, family, gender FROM customer c WHERE NOT EXISTS (SELECT 1 FROM link l WHERE l.customer_id = c.customer_id) ORDER BY customer_id;

-- name: customer_ages
SELECT customer_id, first_at, kind FROM customer ORDER BY customer_id;

-- name: verdicts
SELECT a_id, b_id, same FROM verdict ORDER BY a_id, b_id;

-- Whether people ever decided of anybody.
-- name: verdict_any
SELECT a_id FROM verdict LIMIT 1;

-- Who is another than this customer, of those with larger ids.
-- name: verdict_apart
SELECT b_id FROM verdict WHERE a_id = $1 AND same = 0 ORDER BY b_id;

-- name: reviews
SELECT a_id, b_id, probability, weight, why, at, until_day FROM review ORDER BY a_id, b_id;

-- What would go over from a customer.
-- name: review_moves
SELECT (SELECT COUNT(*) FROM sale WHERE customer_id = $1), (SELECT COUNT(*) FROM contact_point WHERE customer_id = $1),
  (SELECT COUNT(*) FROM consent WHERE customer_id = $1), (SELECT COUNT(*) FROM interaction WHERE customer_id = $1);

-- name: review_clear
DELETE FROM review;
