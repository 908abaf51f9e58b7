-- SPDX-License-Identifier: Apache-2.0

-- name: session_delete_expired
DELETE FROM session WHERE expires_at <= $1;

-- name: session_delete_of
DELETE FROM session WHERE account_id = $1;

-- name: account_count
SELECT COUNT(*) FROM account;

-- name: account_owners
SELECT COUNT(*) FROM account WHERE role = 'owner' AND account_id <> $1;
