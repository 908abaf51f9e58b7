-- SPDX-License-Identifier: Apache-2.0
-- What the week is told from (flow/report.h).

-- name: report_sales
SELECT customer_id, at, kind, total, currency FROM sale WHERE kind <> 3 ORDER BY customer_id, at;

-- name: report_notes
SELECT at FROM interaction WHERE at >= $1 AND touchpoint = 'note';

-- name: report_actions
SELECT day, state FROM action WHERE day >= $1;

-- name: report_consents
SELECT at, state FROM consent WHERE at >= $1;

-- name: report_items
SELECT CASE WHEN i.name <> '' THEN i.name ELSE i.key END, SUM(l.amount) FROM sale_line l JOIN item i ON i.item_id = l.item_id
  JOIN sale s ON s.customer_id = l.customer_id AND s.at = l.at AND s.sale_id = l.sale_id
  WHERE l.at >= $1 AND l.at < $2 AND i.category <> 'service' AND s.kind <> 3 AND s.currency = $3 GROUP BY i.item_id, i.name, i.key HAVING SUM(l.amount) > 0
  ORDER BY SUM(l.amount) DESC, i.item_id LIMIT 5;
