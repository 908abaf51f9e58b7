-- SPDX-License-Identifier: Apache-2.0
-- Who lives together.

-- People who live together: an entity of its own, made of customers who stay who they are.
-- table: reference
CREATE TABLE household (
  household_id BIGINT NOT NULL,         -- made from the first of its members; stays while most of them do
  name TEXT NOT NULL,                   -- family name, as shown
  at BIGINT NOT NULL,                   -- when it was found
  PRIMARY KEY (household_id)
);

-- Who belongs to which household, and why.
-- table: spread
CREATE TABLE household_member (
  customer_id BIGINT NOT NULL,          -- who
  household_id BIGINT NOT NULL,         -- where
  state TEXT NOT NULL,                  -- in, out (somebody said he does not belong to it)
  why TEXT NOT NULL,                    -- what he shares with another member, joined by commas: address+family, phone+family, address+phone
  at BIGINT NOT NULL,                   -- when it was found, or said
  who TEXT NOT NULL,                    -- who said it, '' when makir found it
  PRIMARY KEY (customer_id, household_id)
);

CREATE INDEX household_member_in ON household_member (household_id);
