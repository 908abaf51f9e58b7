-- SPDX-License-Identifier: Apache-2.0
-- Runs of words are put together a piece at a time.

-- What is being put together: at most one row. The run that comes of it ends with the last entry that was done.
-- table: lookup
CREATE TABLE posting_fold (
  level BIGINT NOT NULL,                -- of the runs that go into it
  last BIGINT NOT NULL,                 -- the last of them; what was made since waits for the next time
  run BIGINT NOT NULL,                  -- the run of the next level that they become
  PRIMARY KEY (level)
);
