-- SPDX-License-Identifier: Apache-2.0
-- Several imports may say the same: which of them vouch for a row, and where a document is found when a later file moves it.

-- What an import repeats of what was known already. Undoing the import that brought a row leaves it to those that repeat it.
-- table: spread
CREATE TABLE batch_ref (
  customer_id BIGINT NOT NULL,          -- of whom; negative: of nobody
  batch_id BIGINT NOT NULL,             -- the import that repeats
  part BIGINT NOT NULL,                 -- counts up from a number made from the customer, so that the parts of two who are merged never meet
  repeats BYTEA NOT NULL,               -- which rows, packed: flow/vouch.h
  PRIMARY KEY (customer_id, batch_id, part)
);

-- Finds a document by its number, whoever bought and whenever.
-- table: lookup
CREATE TABLE sale_lookup (
  sale_id BIGINT NOT NULL,              -- of a sale with a document number
  customer_id BIGINT NOT NULL,          -- where it lies
  at BIGINT NOT NULL,                   -- and when it was
  PRIMARY KEY (sale_id, customer_id, at)
);

INSERT INTO sale_lookup (sale_id, customer_id, at) SELECT sale_id, customer_id, at FROM sale WHERE doc <> '' ORDER BY sale_id;
