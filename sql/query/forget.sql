-- SPDX-License-Identifier: Apache-2.0
-- Forgetting a customer, and knowing that he was forgotten.

-- name: forgotten_keys
SELECT key_hash, about_id FROM forgotten_key ORDER BY key_hash, about_id;

-- name: forgotten_key_is
SELECT about_id FROM forgotten_key WHERE key_hash = $1 ORDER BY about_id;

-- name: forgotten_key_drop
DELETE FROM forgotten_key WHERE about_id = $1;

-- name: forgotten_any
SELECT about_id FROM forgotten WHERE about_id <> 0 LIMIT 1;

-- Merges of a customer that hold, and those of the others who are one with him.
-- name: merges_of
SELECT DISTINCT r.merge_id, m.kept_id, m.gone_id FROM merge_row r JOIN merge m ON m.merge_id = r.merge_id WHERE r.customer_id = $1 ORDER BY r.merge_id;

-- What the log of merges says of him: those that were taken back.
-- name: merge_kept_drop
DELETE FROM merge WHERE kept_id = $1 AND split_at IS NOT NULL;
-- name: merge_gone_drop
DELETE FROM merge WHERE gone_id = $1 AND split_at IS NOT NULL;
-- name: verdict_a_drop
DELETE FROM verdict WHERE a_id = $1;
-- name: verdict_b_drop
DELETE FROM verdict WHERE b_id = $1;
-- name: review_a_drop
DELETE FROM review WHERE a_id = $1;
-- name: review_b_drop
DELETE FROM review WHERE b_id = $1;

-- What makir answered to requests of the last day: that they were done is kept, the answers are not.
-- name: idempotent_answers_drop
UPDATE idempotent SET status = 0, answer = '' WHERE answer <> '';
