-- SPDX-License-Identifier: Apache-2.0
-- The memory of makir. One text for every engine: tools/sqlgen.py maps the types and clusters the tables.
-- Each table says what kind it is (docs/design/store.md):
--   spread     its primary key begins with customer_id: all that is known of one customer lies together
--   reference  small, rarely written: items, models, batches
--   lookup     found by a hash or a word; made again from spread tables at any time (makir doctor --repair)
--   global     small and private to the program
-- Names tell what numbers mean: at, *_at are moments (int64 microseconds UTC); day, *_day are days since 1970-01-01; *_id are ids;
-- total, price, amount are money (int64 minor units); quantity is in ten-thousandths.
-- batch_id is the import that brought the row, 0 when a person did. Every column has its comment on the same line: it is the documentation.

-- A person, household or business the shop knows, from the first contact on.
-- table: spread
CREATE TABLE customer (
  customer_id BIGINT NOT NULL,          -- made from the first key he was known by; never changes
  name TEXT NOT NULL,                   -- as shown; '' when only numbers are known
  given TEXT NOT NULL,                  -- given name, '' when not told apart
  family TEXT NOT NULL,                 -- family name
  gender TEXT NOT NULL,                 -- 'm', 'f' or '': for the form of address only
  language TEXT NOT NULL,               -- 'he', 'en', ... or ''
  kind TEXT NOT NULL,                   -- 'person' or 'company'
  fixed TEXT NOT NULL,                  -- fields a person corrected, joined by commas: imports leave them alone
  source TEXT NOT NULL,                 -- the source that named him
  first_at BIGINT NOT NULL,             -- first contact
  batch_id BIGINT NOT NULL,             -- the import that brought him
  PRIMARY KEY (customer_id)
);

-- Which source record is whom: the reversible link of a person as a source described him.
-- table: spread
CREATE TABLE link (
  customer_id BIGINT NOT NULL,          -- whom he was found to be
  person_id BIGINT NOT NULL,            -- hash of the source and of the person's cells
  source TEXT NOT NULL,                 -- numbering it belongs to
  why TEXT NOT NULL,                    -- the key that tied it: key, national_id, member, phone, mail; 'first' when it opened the customer
  person TEXT NOT NULL,                 -- the person as read, JSON: enough to decide again
  at BIGINT NOT NULL,                   -- when it was linked
  batch_id BIGINT NOT NULL,             -- by which import
  PRIMARY KEY (customer_id, person_id)
);

-- Rows exactly as the source gave them, in UTF-8.
-- table: spread
CREATE TABLE source_row (
  customer_id BIGINT NOT NULL,          -- the person it speaks of; negative: of nobody
  row_id BIGINT NOT NULL,               -- hash of the source, the text, and its number among equal texts
  person_id BIGINT NOT NULL,            -- link.person_id, 0 when nobody
  line BIGINT NOT NULL,                 -- where it began in the file
  raw TEXT NOT NULL,                    -- the text
  batch_id BIGINT NOT NULL,             -- the import that read it
  PRIMARY KEY (customer_id, row_id)
);

-- Ways to reach and to recognise a customer.
-- table: spread
CREATE TABLE contact_point (
  customer_id BIGINT NOT NULL,          -- whose
  kind TEXT NOT NULL,                   -- phone, mail, address, key, member, national_id
  value TEXT NOT NULL,                  -- the normal form: E.164, folded mail, source:number
  source TEXT NOT NULL,                 -- who told
  since_at BIGINT NOT NULL,             -- when it was learnt
  until_at BIGINT,                      -- when it stopped being his, null while it is
  batch_id BIGINT NOT NULL,             -- the import that brought it
  PRIMARY KEY (customer_id, kind, value)
);

-- Something known of a customer.
-- table: spread
CREATE TABLE fact (
  customer_id BIGINT NOT NULL,          -- of whom
  kind TEXT NOT NULL,                   -- birthday, child, pet, size, taste, hobby, diet, hour, or any word of the shop's own
  fact_id BIGINT NOT NULL,              -- made from what is said, so that the same fact comes once
  value TEXT NOT NULL,                  -- what
  origin TEXT NOT NULL,                 -- said (by the customer), staff, observed, inferred, import
  confidence DOUBLE PRECISION NOT NULL, -- 0 to 1
  from_day BIGINT,                      -- day it began to be so, null when not known
  to_day BIGINT,                        -- last day it was so, null while it is
  visible INTEGER NOT NULL,             -- 1 when the customer may see it
  at BIGINT NOT NULL,                   -- when it was learnt
  who TEXT NOT NULL,                    -- by whom it was written down
  batch_id BIGINT NOT NULL,             -- the import that brought it
  PRIMARY KEY (customer_id, kind, fact_id)
);

-- A thing the customer has that creates needs.
-- table: spread
CREATE TABLE asset (
  customer_id BIGINT NOT NULL,          -- whose
  asset_id BIGINT NOT NULL,             -- made from kind and name
  kind TEXT NOT NULL,                   -- car, boiler, bicycle, dog, subscription
  name TEXT NOT NULL,                   -- as people call it
  attributes TEXT NOT NULL,             -- JSON: plate, model, year
  at BIGINT NOT NULL,                   -- when it was learnt
  who TEXT NOT NULL,                    -- by whom
  batch_id BIGINT NOT NULL,             -- the import that brought it
  PRIMARY KEY (customer_id, asset_id)
);

-- One happening between the business and a customer.
-- table: spread
CREATE TABLE interaction (
  customer_id BIGINT NOT NULL,          -- with whom
  at BIGINT NOT NULL,                   -- when it happened
  interaction_id BIGINT NOT NULL,       -- made from what happened
  touchpoint TEXT NOT NULL,             -- counter, phone, site, delivery, document, note
  channel TEXT NOT NULL,                -- visit, call, sms, whatsapp, mail, ''
  inbound INTEGER NOT NULL,             -- 1 when the customer came to us
  text TEXT NOT NULL,                   -- what was said or done
  outcome TEXT NOT NULL,                -- what came of it
  who TEXT NOT NULL,                    -- by whom it was written down
  batch_id BIGINT NOT NULL,             -- the import that brought it
  PRIMARY KEY (customer_id, at, interaction_id)
);

-- A purchase, or its return.
-- table: spread
CREATE TABLE sale (
  customer_id BIGINT NOT NULL,          -- who bought; negative (minus sale_id): nobody we know
  at BIGINT NOT NULL,                   -- when
  sale_id BIGINT NOT NULL,              -- made from the source and the document number
  source TEXT NOT NULL,                 -- numbering of the document
  doc TEXT NOT NULL,                    -- document number, '' when the source has none
  kind INTEGER NOT NULL,                -- 1 sale, 2 return (amounts negative), 3 cancelled (no money)
  total BIGINT NOT NULL,                -- without VAT where the source tells; minor units
  currency TEXT NOT NULL,               -- ISO 4217
  returns_doc TEXT NOT NULL,            -- the document this one returns, '' when not known
  person_id BIGINT NOT NULL,            -- link.person_id of the buyer, 0 when nobody
  batch_id BIGINT NOT NULL,             -- the import that brought it
  PRIMARY KEY (customer_id, at, sale_id)
);

-- What was in it.
-- table: spread
CREATE TABLE sale_line (
  customer_id BIGINT NOT NULL,          -- as in sale
  at BIGINT NOT NULL,                   -- as in sale
  sale_id BIGINT NOT NULL,              -- as in sale
  line_id BIGINT NOT NULL,              -- made from the line number, or from the item and its number among equal items
  item_id BIGINT NOT NULL,              -- item.item_id, 0 when the source names none
  quantity BIGINT NOT NULL,             -- ten-thousandths; negative: came back
  price BIGINT NOT NULL,                -- of one, minor units
  amount BIGINT NOT NULL,               -- of the line, minor units
  batch_id BIGINT NOT NULL,             -- the import that brought it
  PRIMARY KEY (customer_id, at, sale_id, line_id)
);

-- The consent ledger: entries are added, never changed; the last word counts.
-- table: spread
CREATE TABLE consent (
  customer_id BIGINT NOT NULL,          -- whose
  at BIGINT NOT NULL,                   -- when he said so
  consent_id BIGINT NOT NULL,           -- made from what was said
  channel TEXT NOT NULL,                -- mail, sms, whatsapp, call
  purpose TEXT NOT NULL,                -- advertising, service
  state TEXT NOT NULL,                  -- granted, refused, withdrawn, claimed (a file said yes, without proof)
  evidence TEXT NOT NULL,               -- the wording shown, the document, the cell of the file
  language TEXT NOT NULL,               -- language of the wording
  place TEXT NOT NULL,                  -- where: counter, site, file
  who TEXT NOT NULL,                    -- who wrote it down
  batch_id BIGINT NOT NULL,             -- the import that brought it
  PRIMARY KEY (customer_id, at, consent_id)
);

-- What was decided for a customer on a day, and what became of it.
-- table: spread
CREATE TABLE action (
  customer_id BIGINT NOT NULL,          -- for whom
  action_id BIGINT NOT NULL,            -- made from customer, need and item: the same proposal is the same action
  need TEXT NOT NULL,                   -- replenish, complement, care
  item_id BIGINT NOT NULL,              -- about what, 0 when about nothing to buy
  state TEXT NOT NULL,                  -- done, later, wrong
  day BIGINT NOT NULL,                  -- the day it was answered
  until_day BIGINT NOT NULL,            -- it is not proposed again before this day
  note TEXT NOT NULL,                   -- the staff's words
  at BIGINT NOT NULL,                   -- when
  who TEXT NOT NULL,                    -- by whom
  PRIMARY KEY (customer_id, action_id)
);

-- What rows were before they changed: corrections keep their history, imports can be undone.
-- table: spread
CREATE TABLE revision (
  customer_id BIGINT NOT NULL,          -- whose row; 0 for reference tables
  revision_id BIGINT NOT NULL,          -- in order of time
  batch_id BIGINT NOT NULL,             -- the import that changed it, 0 when a person did
  at BIGINT NOT NULL,                   -- when
  who TEXT NOT NULL,                    -- by whom
  entity TEXT NOT NULL,                 -- name of the table
  before TEXT NOT NULL,                 -- the row as it was, JSON array in column order; '' when it was not there
  after TEXT NOT NULL,                  -- the row as it became; '' when it was removed
  PRIMARY KEY (customer_id, revision_id)
);

-- The catalogue.
-- table: reference
CREATE TABLE item (
  item_id BIGINT NOT NULL,              -- made from source and key
  source TEXT NOT NULL,                 -- numbering of the key
  key TEXT NOT NULL,                    -- the source's own code, or its name when it has none
  name TEXT NOT NULL,                   -- as shown
  category TEXT NOT NULL,               -- as the source groups it; 'service' for what is not goods
  unit TEXT NOT NULL,                   -- unit of measure
  barcode TEXT NOT NULL,                -- universal code
  batch_id BIGINT NOT NULL,             -- the import that brought it
  PRIMARY KEY (item_id)
);

-- One import.
-- table: reference
CREATE TABLE batch (
  batch_id BIGINT NOT NULL,             -- in order of time
  at BIGINT NOT NULL,                   -- when it was done
  kind TEXT NOT NULL,                   -- csv, openformat
  source TEXT NOT NULL,                 -- numbering its keys belong to
  file TEXT NOT NULL,                   -- name of the file, without its folders
  state TEXT NOT NULL,                  -- applied, undone
  rows BIGINT NOT NULL,                 -- rows read
  added BIGINT NOT NULL,                -- rows that brought something new
  updated BIGINT NOT NULL,              -- rows that changed something
  same BIGINT NOT NULL,                 -- rows that were known
  bad BIGINT NOT NULL,                  -- rows that could not be read
  mapping TEXT NOT NULL,                -- JSON: how the columns were understood
  warnings TEXT NOT NULL,               -- JSON: what was odd
  who TEXT NOT NULL,                    -- by whom
  undone_at BIGINT,                     -- when it was taken back
  PRIMARY KEY (batch_id)
);

-- Which customers an import touched.
-- table: reference
CREATE TABLE batch_customer (
  batch_id BIGINT NOT NULL,             -- the import
  customer_id BIGINT NOT NULL,          -- touched by it
  PRIMARY KEY (batch_id, customer_id)
);

-- Which imports spoke of an item: it goes with the last of them.
-- table: reference
CREATE TABLE batch_item (
  item_id BIGINT NOT NULL,              -- the item
  batch_id BIGINT NOT NULL,             -- an import that named it
  PRIMARY KEY (item_id, batch_id)
);

-- How a kind of file was understood the last time, by the fingerprint of its header.
-- table: reference
CREATE TABLE mapping (
  fingerprint TEXT NOT NULL,            -- of the header line
  mapping TEXT NOT NULL,                -- JSON
  at BIGINT NOT NULL,                   -- when it was given
  who TEXT NOT NULL,                    -- by whom
  PRIMARY KEY (fingerprint)
);

-- What was learnt from everybody; the last version of a name is in use.
-- table: reference
CREATE TABLE model (
  name TEXT NOT NULL,                   -- value, need
  version BIGINT NOT NULL,              -- counts up
  at BIGINT NOT NULL,                   -- when it was learnt
  day BIGINT NOT NULL,                  -- the day it speaks of
  data BYTEA NOT NULL,                  -- the parameters, packed by the engine
  diagnostics TEXT NOT NULL,            -- JSON: how well it fits, on how much
  PRIMARY KEY (name, version)
);

-- Finds customers by a key: phone, mail, number.
-- table: lookup
CREATE TABLE key_lookup (
  key_hash BIGINT NOT NULL,             -- hash of kind and value
  customer_id BIGINT NOT NULL,          -- who has it
  PRIMARY KEY (key_hash, customer_id)
);

-- Finds customers by the beginning of a word of the name, or by digits of a phone.
-- table: lookup
CREATE TABLE search_lookup (
  token TEXT NOT NULL,                  -- kind letter and folded word, see flow/search.h
  customer_id BIGINT NOT NULL,          -- whom it finds
  PRIMARY KEY (token, customer_id)
);

-- The settings of the business.
-- table: global
CREATE TABLE setting (
  key TEXT NOT NULL,                    -- see flow/setting.h
  value TEXT NOT NULL,                  -- as text
  PRIMARY KEY (key)
);

-- Staff who may sign in.
-- table: global
CREATE TABLE account (
  account_id BIGINT NOT NULL,           -- made from the name
  name TEXT NOT NULL,                   -- to sign in with
  role TEXT NOT NULL,                   -- owner, manager, seller, reader
  password TEXT NOT NULL,               -- argon2id, in its own text form
  language TEXT NOT NULL,               -- he, en
  created_at BIGINT NOT NULL,           -- when
  PRIMARY KEY (account_id)
);

-- Who is signed in; only a hash of the token is kept.
-- table: global
CREATE TABLE session (
  token_hash TEXT NOT NULL,             -- BLAKE2b of the token, hex
  account_id BIGINT NOT NULL,           -- whose
  expires_at BIGINT NOT NULL,           -- until when
  PRIMARY KEY (token_hash)
);
