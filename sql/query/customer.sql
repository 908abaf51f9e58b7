-- SPDX-License-Identifier: Apache-2.0

-- name: consent_known
SELECT at FROM consent WHERE customer_id = $1 AND consent_id = $2 LIMIT 1;

-- name: fact_of_kind
SELECT value, at FROM fact WHERE customer_id = $1 AND kind = $2 ORDER BY at;
