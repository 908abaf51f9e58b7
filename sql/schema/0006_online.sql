-- SPDX-License-Identifier: Apache-2.0
-- Who is who, kept ready: what one more record is held against. Made by makir resolve, kept by everything that brings, changes or takes out
-- a record; all of it can be made again. docs/design/identity.md

-- A record as the engine sees it.
-- table: lookup
CREATE TABLE identity_row (
  row_id BIGINT NOT NULL,               -- counts up
  customer_id BIGINT NOT NULL,          -- whose it was when it came; alias tells whose it is now
  data BYTEA NOT NULL,                  -- packed: engine/link/live.h
  PRIMARY KEY (row_id)
);

-- The keys of records that came or went since the blocks were made, and those of crowds.
-- table: lookup
CREATE TABLE identity_key (
  key_hash BIGINT NOT NULL,             -- of what records are found by
  row_id BIGINT NOT NULL,               -- the record; negative: it is in a block and counts no more
  PRIMARY KEY (key_hash, row_id)
);

-- The keys of all other records, in order, many in each row.
-- table: lookup
CREATE TABLE identity_block (
  first_key BIGINT NOT NULL,            -- its least key
  data BYTEA NOT NULL,                  -- packed: flow/identity.h
  PRIMARY KEY (first_key)
);

-- How often a value was seen when the model was learnt; those seen once are not here.
-- table: lookup
CREATE TABLE identity_count (
  value_hash BIGINT NOT NULL,           -- of field and value
  seen BIGINT NOT NULL,                 -- records that have it
  PRIMARY KEY (value_hash)
);

-- Which component a record lies in; those that lie alone are not here.
-- table: lookup
CREATE TABLE identity_member (
  row_id BIGINT NOT NULL,               -- the record
  group_id BIGINT NOT NULL,             -- its component
  PRIMARY KEY (row_id)
);

-- A component: records held together by pairs that are likelier than not.
-- table: lookup
CREATE TABLE identity_group (
  group_id BIGINT NOT NULL,             -- its least record
  members BYTEA NOT NULL,               -- packed: each record, and the least record of the person it belongs to
  PRIMARY KEY (group_id)
);

-- Pairs that wait, by the other of the two.
CREATE INDEX review_other ON review (b_id);
