-- SPDX-License-Identifier: Apache-2.0
-- What tells whether the lists an owner keeps are still those that were read: answers read them once and share them.

-- How often an owner's list was told.
-- table: reference
CREATE TABLE told (
  what TEXT NOT NULL,                   -- goods, rules, notices, contents
  version BIGINT NOT NULL,              -- counts up
  at BIGINT NOT NULL,                   -- when it was told last
  PRIMARY KEY (what)
);

-- The last import that was taken back: names and categories of goods may be others since.
CREATE INDEX batch_undone ON batch (undone_at);
