-- SPDX-License-Identifier: Apache-2.0
-- The rows that lists are made of (flow/listing.h), and what brings them up to date.

-- name: touch_batch
INSERT INTO touched (touched_id) SELECT customer_id FROM batch_customer WHERE batch_id = $1 ON CONFLICT (touched_id) DO NOTHING;

-- name: touch_all
INSERT INTO touched (touched_id) SELECT customer_id FROM customer WHERE customer_id > 0 ON CONFLICT (touched_id) DO NOTHING;

-- Rows of the listing that are of nobody: they are looked at again, and go.
-- name: touch_listed
INSERT INTO touched (touched_id) SELECT listed_id FROM listing WHERE listed_id > 0 ON CONFLICT (touched_id) DO NOTHING;

-- name: touched_batches
SELECT touched_batch_id FROM touched_batch ORDER BY touched_batch_id LIMIT 100;

-- name: touched_some
SELECT touched_id FROM touched ORDER BY touched_id LIMIT $1;

-- name: touched_done
DELETE FROM touched WHERE touched_id >= $1 AND touched_id <= $2;

-- name: touched_count
SELECT COUNT(*) FROM touched;

-- Whether more than $3 customers have ids from..to.
-- name: listing_more
SELECT COUNT(*) FROM (SELECT 1 FROM customer WHERE customer_id >= $1 AND customer_id <= $2 LIMIT $3) some;

-- What rows of the listing are made from, of the customers from..to, in order of them.
-- name: listing_customers
SELECT customer_id, name, gender, kind, first_at FROM customer WHERE customer_id >= $1 AND customer_id <= $2 ORDER BY customer_id;

-- name: listing_contacts
SELECT customer_id, kind, value FROM contact_point WHERE customer_id >= $1 AND customer_id <= $2 AND until_at IS NULL ORDER BY customer_id, kind, value;

-- name: listing_consents
SELECT c.customer_id, c.at, c.consent_id, c.channel, c.purpose, c.state, c.evidence, c.language, c.place, c.who, c.batch_id, p.point FROM consent c
  LEFT JOIN consent_point p ON p.customer_id = c.customer_id AND p.consent_id = c.consent_id WHERE c.customer_id >= $1 AND c.customer_id <= $2
  ORDER BY c.customer_id, c.at, c.consent_id;

-- name: listing_sources
SELECT customer_id, source FROM link WHERE customer_id >= $1 AND customer_id <= $2 ORDER BY customer_id, person_id;

-- Customers of whom something is known, at most $2 and $3 of them.
-- name: fact_holders
SELECT customer_id, to_day FROM fact WHERE kind = $1 LIMIT $2;

-- name: fact_value_holders
SELECT customer_id, to_day FROM fact WHERE kind = $1 AND value = $2 LIMIT $3;

-- name: fact_words
SELECT kind, value, to_day FROM fact WHERE customer_id = $1 ORDER BY kind, fact_id;

-- name: revision_newest
SELECT revision_id, at, who, entity FROM revision WHERE customer_id = $1 ORDER BY revision_id DESC LIMIT 1;

-- The catalogue's item of that name or code.
-- name: item_named
SELECT item_id FROM item WHERE name = $1 OR key = $1 ORDER BY item_id LIMIT 1;
