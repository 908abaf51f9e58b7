-- SPDX-License-Identifier: Apache-2.0
-- Customers who were forgotten: what keeps a file of theirs from bringing them back in silence. Nothing here says who they were.

-- Who was. A row of id 0: the file holds pages that an older makir wrote, in which something deleted may still be read; it goes with the first who is forgotten.
-- table: global
CREATE TABLE forgotten (
  about_id BIGINT NOT NULL,             -- the id he had: a number that leads to nobody
  at BIGINT NOT NULL,                   -- when
  who TEXT NOT NULL,                    -- by whom
  PRIMARY KEY (about_id)
);

-- By what he would be known again: hashes under a secret of this store alone. They go when he signs up himself.
-- table: global
CREATE TABLE forgotten_key (
  key_hash BIGINT NOT NULL,             -- of a number, a phone, a mail, or one of these with a word of his name
  about_id BIGINT NOT NULL,             -- forgotten.about_id
  PRIMARY KEY (key_hash, about_id)
);
CREATE INDEX forgotten_key_of ON forgotten_key (about_id);

INSERT INTO forgotten (about_id, at, who) SELECT 0, 0, '' WHERE EXISTS (SELECT 1 FROM customer) OR EXISTS (SELECT 1 FROM batch);

-- Merges and verdicts of one customer, which are found from either side.
CREATE INDEX merge_kept ON merge (kept_id) WHERE split_at IS NOT NULL;
CREATE INDEX merge_gone ON merge (gone_id) WHERE split_at IS NOT NULL;
CREATE INDEX verdict_other ON verdict (b_id);
