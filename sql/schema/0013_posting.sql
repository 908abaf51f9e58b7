-- SPDX-License-Identifier: Apache-2.0
-- Whom a word finds, packed: a customer who is written down costs one row here, not one for each piece of his name and his phone.

-- Finds customers by the beginning of a word of the name, or by digits of a phone: a set of words and customers in sorted runs, each cut into
-- blocks. New ones make small runs, which are put together into larger ones.
-- table: lookup
CREATE TABLE posting (
  run BIGINT NOT NULL,                  -- the sorted run; its size and number: store/posting.h
  token TEXT NOT NULL,                  -- the first of its words: kind letter and folded word, see flow/find/search.h
  customer_id BIGINT NOT NULL,          -- and whom it finds
  others BYTEA NOT NULL,                -- all behind the first, packed: store/posting.h
  PRIMARY KEY (run, token, customer_id)
);
INSERT INTO posting (run, token, customer_id, others) SELECT 8796093022208, token, customer_id, CAST('' AS BYTEA) FROM search_lookup;
DROP TABLE search_lookup;
