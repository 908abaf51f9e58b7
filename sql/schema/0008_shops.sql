-- SPDX-License-Identifier: Apache-2.0
-- What the five shops need to know: how goods look and whether they are there, what things need and when it was done,
-- days that come again in a family, and words that are worth telling without anything to buy.

-- How an item looks: one row for each thing that can be said of it.
-- table: reference
CREATE TABLE item_trait (
  item_id BIGINT NOT NULL,              -- item.item_id
  name TEXT NOT NULL,                   -- brand, colour, material, cut, size, style, season, text, depart, or any word of the shop's own
  value TEXT NOT NULL,                  -- as people say it
  PRIMARY KEY (item_id, name, value)
);

-- What is for sale now.
-- table: reference
CREATE TABLE item_stock (
  item_id BIGINT NOT NULL,              -- item.item_id
  article TEXT NOT NULL,                -- what is the same but for its size; the item's own code when there is only one
  quantity BIGINT NOT NULL,             -- how many are there, ten-thousandths
  price BIGINT,                         -- of one, minor units; null when not told
  margin DOUBLE PRECISION,              -- share of the price that is left, null when not told
  at BIGINT NOT NULL,                   -- when it was counted
  who TEXT NOT NULL,                    -- by whom
  PRIMARY KEY (item_id)
);

-- Kept for one customer until a day: nobody else is offered it.
-- table: spread
CREATE TABLE kept (
  customer_id BIGINT NOT NULL,          -- for whom
  kept_id BIGINT NOT NULL,              -- made from the item and the day
  item_id BIGINT NOT NULL,              -- what
  day BIGINT NOT NULL,                  -- since when
  until_day BIGINT NOT NULL,            -- the last day
  state TEXT NOT NULL,                  -- kept, taken, released
  at BIGINT NOT NULL,                   -- when it was written
  who TEXT NOT NULL,                    -- by whom
  PRIMARY KEY (customer_id, kept_id)
);

-- What a thing's meter said.
-- table: spread
CREATE TABLE reading (
  customer_id BIGINT NOT NULL,          -- whose
  asset_id BIGINT NOT NULL,             -- asset.asset_id
  day BIGINT NOT NULL,                  -- when it was read
  value BIGINT NOT NULL,                -- kilometres, hours: what the meter counts
  at BIGINT NOT NULL,                   -- when it was written
  who TEXT NOT NULL,                    -- by whom
  batch_id BIGINT NOT NULL,             -- the import that brought it
  PRIMARY KEY (customer_id, asset_id, day)
);

-- What was done to a thing.
-- table: spread
CREATE TABLE job (
  customer_id BIGINT NOT NULL,          -- whose
  asset_id BIGINT NOT NULL,             -- asset.asset_id
  job_id BIGINT NOT NULL,               -- made from the task and the day
  task TEXT NOT NULL,                   -- as service_rule.task, or in other words
  day BIGINT NOT NULL,                  -- when it was done
  value BIGINT,                         -- the meter then, null when not told
  note TEXT NOT NULL,                   -- the staff's words
  at BIGINT NOT NULL,                   -- when it was written
  who TEXT NOT NULL,                    -- by whom
  batch_id BIGINT NOT NULL,             -- the import that brought it
  PRIMARY KEY (customer_id, asset_id, job_id)
);

-- A day of a family that comes again each year.
-- table: spread
CREATE TABLE occasion (
  customer_id BIGINT NOT NULL,          -- whose family
  occasion_id BIGINT NOT NULL,          -- made from kind and whom
  kind TEXT NOT NULL,                   -- birthday, anniversary, memorial, or any word of the shop's own
  whom TEXT NOT NULL,                   -- of whom; '' of himself
  day BIGINT NOT NULL,                  -- the first of them
  calendar TEXT NOT NULL,               -- civil or hebrew: by which it comes again
  at BIGINT NOT NULL,                   -- when it was learnt
  who TEXT NOT NULL,                    -- by whom
  batch_id BIGINT NOT NULL,             -- the import that brought it
  PRIMARY KEY (customer_id, occasion_id)
);

-- The owner's own rules of service; while there are none, those that come with makir hold. The cells are as he wrote them.
-- table: reference
CREATE TABLE service_rule (
  rule_id BIGINT NOT NULL,              -- the rule's place in the list, from 1
  cells TEXT NOT NULL,                  -- a line of the table: docs/guide/garage.md
  at BIGINT NOT NULL,                   -- when it was written
  who TEXT NOT NULL,                    -- by whom
  PRIMARY KEY (rule_id)
);

-- A recall, or a fault that is known of a range of models.
-- table: reference
CREATE TABLE notice (
  notice_id BIGINT NOT NULL,            -- made from its words
  kind TEXT NOT NULL,                   -- recall or fault
  applies TEXT NOT NULL,                -- to what: car/mazda 3/2015-2019
  title TEXT NOT NULL,                  -- in a few words
  text TEXT NOT NULL,                   -- what it is and what is done
  from_value BIGINT,                    -- from which reading on, null: any
  from_day BIGINT,                      -- known since, null: not told
  at BIGINT NOT NULL,                   -- when it was written
  who TEXT NOT NULL,                    -- by whom
  PRIMARY KEY (notice_id)
);

-- Something worth telling that needs no purchase.
-- table: reference
CREATE TABLE content (
  content_id BIGINT NOT NULL,           -- made from its title
  kind TEXT NOT NULL,                   -- tip, picture, news, event
  title TEXT NOT NULL,                  -- in a few words
  text TEXT NOT NULL,                   -- what it says
  link TEXT NOT NULL,                   -- where more is, or the picture; '' when nowhere
  about TEXT NOT NULL,                  -- words parted by commas: what somebody cares about whom it may interest
  from_day BIGINT,                      -- not before it, null: any day
  until_day BIGINT,                     -- not after it, null: any day
  at BIGINT NOT NULL,                   -- when it was written
  who TEXT NOT NULL,                    -- by whom
  PRIMARY KEY (content_id)
);
