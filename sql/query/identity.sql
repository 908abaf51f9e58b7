-- SPDX-License-Identifier: Apache-2.0
-- Who is who: the index that one more record is held against.

-- The block a key lies in, if it lies in any.
-- name: identity_block_at
SELECT first_key, data FROM identity_block WHERE first_key <= $1 ORDER BY first_key DESC LIMIT 1;

-- Entries from a key on, as many as are asked for.
-- name: identity_key_from
SELECT key_hash, row_id FROM identity_key WHERE key_hash >= $1 ORDER BY key_hash, row_id;

-- name: identity_row_clear
DELETE FROM identity_row;
-- name: identity_key_clear
DELETE FROM identity_key;
-- name: identity_block_clear
DELETE FROM identity_block;
-- name: identity_count_clear
DELETE FROM identity_count;
-- name: identity_member_clear
DELETE FROM identity_member;
-- name: identity_group_clear
DELETE FROM identity_group;

-- Records that came to whom they are with by a merge, the first merge first.
-- name: link_moves
SELECT merge_id, was FROM merge_row WHERE entity = 'link' AND fate = 'moved' ORDER BY merge_id, place;

-- Records of customers who were merged.
-- name: identity_row_merged
SELECT row_id, customer_id, data FROM identity_row r WHERE EXISTS (SELECT 1 FROM alias a WHERE a.gone_id = r.customer_id) ORDER BY row_id;

-- Records of one customer that an import brought.
-- name: link_of_batch
SELECT person_id FROM link WHERE customer_id = $1 AND batch_id = $2;

-- Pairs that wait and are about a customer, as the one or the other.
-- name: review_of_a
SELECT a_id, b_id, probability, weight, why, at, until_day FROM review WHERE a_id = $1 ORDER BY b_id;

-- name: review_of_b
SELECT a_id, b_id, probability, weight, why, at, until_day FROM review WHERE b_id = $1 ORDER BY a_id;
