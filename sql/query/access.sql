-- SPDX-License-Identifier: Apache-2.0

-- name: audit_last
SELECT audit_id, hash FROM audit ORDER BY audit_id DESC LIMIT 1;

-- name: audit_before
SELECT audit_id, at, who, op, kind, about_id, rows, result, address, hash FROM audit WHERE audit_id < $1 ORDER BY audit_id DESC;

-- name: session_rows_of
SELECT token_hash, session_id, account_id, began_at, seen_at, address, agent FROM session_about WHERE account_id = $1 ORDER BY seen_at DESC;

-- name: session_rows_expire
DELETE FROM session_about WHERE token_hash NOT IN (SELECT token_hash FROM session);

-- name: session_row_by_id
SELECT token_hash, account_id FROM session_about WHERE session_id = $1;

-- name: session_others
DELETE FROM session WHERE account_id = $1 AND token_hash <> $2;

-- name: session_known_place
SELECT COUNT(*) FROM session_about WHERE account_id = $1 AND address = $2;

-- name: recovery_clear
DELETE FROM recovery WHERE account_id = $1;

-- name: idempotent_expire
DELETE FROM idempotent WHERE at < $1;

-- name: session_rows
SELECT token_hash, session_id, account_id, began_at, seen_at, address, agent FROM session_about ORDER BY seen_at DESC;

-- name: session_end
DELETE FROM session WHERE token_hash = $1;

-- name: session_seen
UPDATE session_about SET seen_at = $1 WHERE token_hash = $2;

-- name: session_last_seen
SELECT MAX(seen_at) FROM session_about WHERE account_id = $1;

-- name: api_key_seen
UPDATE api_key SET used_at = $1 WHERE key_id = $2;

-- name: idempotent_answer
UPDATE idempotent SET status = $1, answer = $2 WHERE key_hash = $3;

-- name: wording_versions
SELECT COALESCE(MAX(version), 0) FROM wording WHERE form = $1 AND channel = $2 AND language = $3;

-- name: joining_count
SELECT COUNT(*) FROM joining WHERE form = $1;

-- name: joining_by_token
SELECT challenge_hash, at, form, about_id, language, channels, token_hash, confirmed_at FROM joining WHERE token_hash = $1;

-- name: outbox_waiting
SELECT customer_id, at, outbox_id, channel, purpose, state, text, link, who FROM outbox WHERE state = 'waiting' AND (at > $1 OR (at = $1 AND outbox_id > $2))
ORDER BY at, outbox_id LIMIT $3;
