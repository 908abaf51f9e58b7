-- SPDX-License-Identifier: Apache-2.0
-- What learning and the day's list read: whole ranges of customers, in order of customer and time.

-- name: sale_range
SELECT customer_id, at, kind, total, currency FROM sale WHERE customer_id >= $1 AND customer_id < $2 ORDER BY customer_id, at, sale_id;

-- name: line_range
SELECT customer_id, at, item_id, quantity, amount FROM sale_line WHERE customer_id >= $1 AND customer_id < $2 ORDER BY customer_id, at, sale_id, line_id;

-- name: action_range
SELECT customer_id, item_id, state, day FROM action WHERE customer_id >= $1 AND customer_id < $2 AND until_day > $3 ORDER BY customer_id, action_id;

-- What is not goods: postage, fees, hours of work. It is nobody's need.
-- name: item_service
SELECT item_id FROM item WHERE category = 'service';

-- name: model_latest
SELECT version, at, day, data, diagnostics FROM model WHERE name = $1 ORDER BY version DESC LIMIT 1;

-- Which one that is, without the model itself: length() of a blob reads its header only.
-- name: model_which
SELECT version, at, LENGTH(data) FROM model WHERE name = $1 ORDER BY version DESC LIMIT 1;

-- name: customer_count
SELECT COUNT(*) FROM customer;

-- Written down by hand or signed up since a moment: no import brought them.
-- name: customer_new
SELECT COUNT(*) FROM customer WHERE batch_id = 0 AND first_at >= $1;
