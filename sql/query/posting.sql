-- SPDX-License-Identifier: Apache-2.0
-- Runs of postings: store/posting.c is their only reader and writer.

-- The first run from a number on, and the last before one.
-- name: posting_run_from
SELECT run FROM posting WHERE run >= $1 ORDER BY run LIMIT 1;

-- name: posting_run_before
SELECT run FROM posting WHERE run < $1 ORDER BY run DESC LIMIT 1;

-- name: posting_runs
SELECT run, token, customer_id, others FROM posting WHERE run >= $1 AND run < $2 ORDER BY run, token, customer_id;

-- The block that words before a word may lie in, and those from it on.
-- name: posting_before
SELECT run, token, customer_id, others FROM posting WHERE run = $1 AND token < $2 ORDER BY token DESC, customer_id DESC LIMIT 1;

-- name: posting_from
SELECT run, token, customer_id, others FROM posting WHERE run = $1 AND token >= $2 AND token < $3 ORDER BY token, customer_id;

-- The block an entry lies in, if the run has it, and the one behind an entry.
-- name: posting_at
SELECT run, token, customer_id, others FROM posting WHERE run = $1 AND (token, customer_id) <= ($2, $3) ORDER BY token DESC, customer_id DESC LIMIT 1;

-- name: posting_behind
SELECT run, token, customer_id, others FROM posting WHERE run = $1 AND (token, customer_id) > ($2, $3) ORDER BY token, customer_id LIMIT 1;

-- name: posting_drop
DELETE FROM posting WHERE run >= $1 AND run < $2;

-- The blocks of a run before one.
-- name: posting_drop_before
DELETE FROM posting WHERE run = $1 AND (token, customer_id) < ($2, $3);

-- name: posting_fold_any
SELECT level, last, run FROM posting_fold LIMIT 1;

-- name: posting_fold_end
DELETE FROM posting_fold;
