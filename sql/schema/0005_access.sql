-- SPDX-License-Identifier: Apache-2.0
-- Who may do what, who did, and what a shop arranges for itself: second factors, keys, the audit log, fields, views, sign-up forms, lists.

-- More about a session: for the list of them, and to know a place that is known.
-- table: global
CREATE TABLE session_about (
  token_hash TEXT NOT NULL,             -- session.token_hash
  session_id BIGINT NOT NULL,           -- how people name it
  account_id BIGINT NOT NULL,           -- whose
  began_at BIGINT NOT NULL,             -- signed in
  seen_at BIGINT NOT NULL,              -- last used, to some minutes
  address TEXT NOT NULL,                -- where from
  agent TEXT NOT NULL,                  -- the browser's own words
  PRIMARY KEY (token_hash)
);

-- The second factor of an account (RFC 6238).
-- table: global
CREATE TABLE factor (
  account_id BIGINT NOT NULL,           -- whose
  secret TEXT NOT NULL,                 -- base 32
  begun_at BIGINT NOT NULL,             -- when it was shown
  confirmed_at BIGINT,                  -- when a code proved that it was taken over, null before
  step BIGINT NOT NULL,                 -- the last time step whose code was used: none works twice
  PRIMARY KEY (account_id)
);

-- Codes for the day the telephone is lost; each works once.
-- table: global
CREATE TABLE recovery (
  account_id BIGINT NOT NULL,           -- whose
  code_hash TEXT NOT NULL,              -- BLAKE2b of the code, hex
  used_at BIGINT,                       -- when, null while it works
  PRIMARY KEY (account_id, code_hash)
);

-- Who did what, and who looked at whom. Rows are added, never changed: each has the hash of the one before in its own.
-- table: global
CREATE TABLE audit (
  audit_id BIGINT NOT NULL,             -- counts up from 1
  at BIGINT NOT NULL,                   -- when
  who TEXT NOT NULL,                    -- user, key, cli
  op TEXT NOT NULL,                     -- the operation
  kind TEXT NOT NULL,                   -- view, change, export, sign
  about_id BIGINT NOT NULL,             -- the customer, 0 when it is of no single one
  rows BIGINT NOT NULL,                 -- how many rows were shown or given
  result TEXT NOT NULL,                 -- ok, denied
  address TEXT NOT NULL,                -- where from, '' for the command line
  hash TEXT NOT NULL,                   -- BLAKE2b of the hash before and of this row, hex
  PRIMARY KEY (audit_id)
);

-- Keys of programs.
-- table: global
CREATE TABLE api_key (
  key_id BIGINT NOT NULL,               -- part of the key itself
  name TEXT NOT NULL,                   -- which program
  hash TEXT NOT NULL,                   -- BLAKE2b of the key, hex
  scopes TEXT NOT NULL,                 -- read, write, manage, own, joined by commas
  created_at BIGINT NOT NULL,           -- when
  who TEXT NOT NULL,                    -- by whom
  expires_at BIGINT,                    -- until when, null: for ever
  used_at BIGINT,                       -- last used, to some minutes
  revoked_at BIGINT,                    -- when it was taken back
  PRIMARY KEY (key_id)
);

-- Answers to requests that named themselves, for a day: the same request again gets the same answer and is not done again.
-- table: global
CREATE TABLE idempotent (
  key_hash TEXT NOT NULL,               -- BLAKE2b of who and of the name, hex
  request_hash TEXT NOT NULL,           -- of what was asked
  at BIGINT NOT NULL,                   -- when
  status BIGINT NOT NULL,               -- of the answer; 0: done, and the answer was not kept
  answer TEXT NOT NULL,                 -- its body
  PRIMARY KEY (key_hash)
);

-- What was entered without a line, by the name the entering device gave it: once, in order.
-- table: global
CREATE TABLE entry (
  entry TEXT NOT NULL,                  -- made by the device
  about_id BIGINT NOT NULL,             -- the customer
  known INTEGER NOT NULL,               -- 1 when he was known before
  at BIGINT NOT NULL,                   -- when it came in
  PRIMARY KEY (entry)
);

-- Secrets of the program itself.
-- table: global
CREATE TABLE secret (
  key TEXT NOT NULL,                    -- join: signs the challenges of forms
  value TEXT NOT NULL,                  -- hex
  PRIMARY KEY (key)
);

-- What a test of a backup found.
-- table: global
CREATE TABLE backup_check (
  name TEXT NOT NULL,                   -- file in the folder of backups
  at BIGINT NOT NULL,                   -- when it was tested
  result TEXT NOT NULL,                 -- ok, bad
  PRIMARY KEY (name)
);

-- Fields of the shop's own. Values are facts of kind field:KEY.
-- table: reference
CREATE TABLE field (
  key TEXT NOT NULL,                    -- a word of a-z, 0-9 and _
  he TEXT NOT NULL,                     -- name in Hebrew
  en TEXT NOT NULL,                     -- name in English
  kind TEXT NOT NULL,                   -- text, number, day, choice
  choices TEXT NOT NULL,                -- of a choice, joined by |
  sees TEXT NOT NULL,                   -- the least role that sees it
  place BIGINT NOT NULL,                -- its place among the others
  at BIGINT NOT NULL,                   -- when it was made or changed
  who TEXT NOT NULL,                    -- by whom
  gone_at BIGINT,                       -- when it was taken away; its values stay
  PRIMARY KEY (key)
);

-- Lists that were given a name.
-- table: reference
CREATE TABLE view (
  view_id BIGINT NOT NULL,              -- part of its address
  name TEXT NOT NULL,                   -- as shown
  filter TEXT NOT NULL,                 -- JSON: flow/filter.h
  sort TEXT NOT NULL,                   -- last, -spent, name ...
  columns TEXT NOT NULL,                -- JSON array of names
  shared INTEGER NOT NULL,              -- 1: for everybody; 0: for who made it
  who TEXT NOT NULL,                    -- by whom
  at BIGINT NOT NULL,                   -- when
  PRIMARY KEY (view_id)
);

-- Pages where customers sign up.
-- table: reference
CREATE TABLE form (
  form TEXT NOT NULL,                   -- part of its address: a-z, 0-9 and -
  said TEXT NOT NULL,                   -- JSON: titles, texts, channels, what is asked
  at BIGINT NOT NULL,                   -- when it was made or changed
  who TEXT NOT NULL,                    -- by whom
  gone_at BIGINT,                       -- when it was closed
  PRIMARY KEY (form)
);

-- Every wording that was ever agreed to, word by word.
-- table: reference
CREATE TABLE wording (
  digest TEXT NOT NULL,                 -- SHA-256 of the text, hex
  form TEXT NOT NULL,                   -- shown by
  channel TEXT NOT NULL,                -- for
  language TEXT NOT NULL,               -- he, en
  text TEXT NOT NULL,                   -- the words
  version BIGINT NOT NULL,              -- counts up for form, channel and language
  at BIGINT NOT NULL,                   -- first shown
  PRIMARY KEY (digest, form, channel, language)
);

-- Sign-ups: each challenge works once, and who must confirm is waited for.
-- table: global
CREATE TABLE joining (
  challenge_hash TEXT NOT NULL,         -- BLAKE2b of the challenge, hex
  at BIGINT NOT NULL,                   -- when
  form TEXT NOT NULL,                   -- by which form
  about_id BIGINT NOT NULL,             -- the customer
  language TEXT NOT NULL,               -- of the form
  channels TEXT NOT NULL,               -- agreed to, joined by commas
  token_hash TEXT NOT NULL,             -- BLAKE2b of what confirms it, hex; '' when nothing need be
  confirmed_at BIGINT,                  -- when it was
  PRIMARY KEY (challenge_hash)
);

-- What waits to be sent.
-- table: spread
CREATE TABLE outbox (
  customer_id BIGINT NOT NULL,          -- to whom
  at BIGINT NOT NULL,                   -- when it was written
  outbox_id BIGINT NOT NULL,            -- made from what it is
  channel TEXT NOT NULL,                -- mail, sms, whatsapp
  purpose TEXT NOT NULL,                -- advertising, service
  state TEXT NOT NULL,                  -- waiting, withdrawn
  text TEXT NOT NULL,                   -- the words
  link TEXT NOT NULL,                   -- an address in it, '' when there is none
  who TEXT NOT NULL,                    -- by whom
  PRIMARY KEY (customer_id, at, outbox_id)
);

-- What lists are filtered and sorted by, one narrow row for each customer. Made again at any time.
-- table: lookup
CREATE TABLE listing (
  listed_id BIGINT NOT NULL,            -- the customer
  name_key TEXT NOT NULL,               -- the beginning of his name, as it is sorted
  city TEXT NOT NULL,                   -- where he lives
  first_at BIGINT NOT NULL,             -- first contact
  last_at BIGINT NOT NULL,              -- last purchase, 0 when there is none
  spent BIGINT NOT NULL,                -- of all purchases in the shop's currency; minor units
  orders BIGINT NOT NULL,               -- purchases
  bits BIGINT NOT NULL,                 -- gender, consents, contacts: flow/listing.h
  PRIMARY KEY (listed_id)
);

-- Customers whose row of the listing is not up to date.
-- table: lookup
CREATE TABLE touched (
  touched_id BIGINT NOT NULL,           -- the customer
  PRIMARY KEY (touched_id)
);

-- Imports whose customers' rows of the listing are not up to date.
-- table: lookup
CREATE TABLE touched_batch (
  touched_batch_id BIGINT NOT NULL,     -- the import
  PRIMARY KEY (touched_batch_id)
);

-- Tells one state of the listing from another; empty while nobody has asked for a list.
-- table: lookup
CREATE TABLE listing_state (
  state_id BIGINT NOT NULL,             -- 1
  version BIGINT NOT NULL,              -- another number after each change
  PRIMARY KEY (state_id)
);

CREATE INDEX fact_kind ON fact (kind, value);
