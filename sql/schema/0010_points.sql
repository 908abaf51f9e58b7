-- SPDX-License-Identifier: Apache-2.0
-- Consent stays with the contact point it was said of and with the record that said it.

-- Which contact point a word of consent was said of. Words that are not here were said of the person, however he is reached.
-- table: spread
CREATE TABLE consent_point (
  customer_id BIGINT NOT NULL,          -- as in consent
  consent_id BIGINT NOT NULL,           -- the word
  point TEXT NOT NULL,                  -- phone or mail in its normal form, as in contact_point
  person_id BIGINT NOT NULL,            -- link.person_id of the record that said it, 0 when he or staff did
  batch_id BIGINT NOT NULL,             -- the import that brought it
  PRIMARY KEY (customer_id, consent_id)
);
