-- SPDX-License-Identifier: Apache-2.0
-- Customers found to be one, so that it can be taken back at any time.

-- The log of it: entries are added; one that was taken back says when.
-- table: reference
CREATE TABLE merge (
  merge_id BIGINT NOT NULL,             -- in order of time
  kept_id BIGINT NOT NULL,              -- the customer who goes on
  gone_id BIGINT NOT NULL,              -- who was found to be the same
  why TEXT NOT NULL,                    -- in words, or the reasons as JSON
  at BIGINT NOT NULL,                   -- when
  who TEXT NOT NULL,                    -- by whom
  split_at BIGINT,                      -- when it was taken back, null while it holds
  split_by TEXT NOT NULL,               -- by whom, '' while it holds
  PRIMARY KEY (merge_id)
);

-- Where the id of a customer who was merged leads.
-- table: reference
CREATE TABLE alias (
  gone_id BIGINT NOT NULL,              -- his id
  kept_id BIGINT NOT NULL,              -- who goes on; he may have been merged too
  merge_id BIGINT NOT NULL,             -- by which merge
  PRIMARY KEY (gone_id)
);

-- What a merge did, row by row.
-- table: spread
CREATE TABLE merge_row (
  customer_id BIGINT NOT NULL,          -- who has them now
  merge_id BIGINT NOT NULL,             -- the merge
  place BIGINT NOT NULL,                -- number within it
  entity TEXT NOT NULL,                 -- name of the table
  fate TEXT NOT NULL,                   -- moved (was is its key), aside (the whole row, kept here alone), made (its key)
  was TEXT NOT NULL,                    -- JSON array in column order
  PRIMARY KEY (customer_id, merge_id, place)
);

-- What people decided of two customers: the last word, whatever the engine finds.
-- table: reference
CREATE TABLE verdict (
  a_id BIGINT NOT NULL,                 -- the smaller id
  b_id BIGINT NOT NULL,                 -- the larger
  same INTEGER NOT NULL,                -- 1: one person; 0: two
  at BIGINT NOT NULL,                   -- when
  who TEXT NOT NULL,                    -- by whom
  PRIMARY KEY (a_id, b_id)
);

-- Customers who may be one, waiting for somebody to decide. Made anew by each resolve.
-- table: reference
CREATE TABLE review (
  a_id BIGINT NOT NULL,                 -- who would go on
  b_id BIGINT NOT NULL,                 -- who may be the same
  probability DOUBLE PRECISION NOT NULL, -- that they are one
  weight DOUBLE PRECISION NOT NULL,     -- of the evidence, in bits
  why TEXT NOT NULL,                    -- JSON: the parts of the weight
  at BIGINT NOT NULL,                   -- when it was found
  until_day BIGINT NOT NULL,            -- put off until this day
  PRIMARY KEY (a_id, b_id)
);
