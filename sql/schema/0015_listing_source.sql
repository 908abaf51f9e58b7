-- SPDX-License-Identifier: Apache-2.0
-- Lists by where customers are known from, without reading what each source said of each of them.

-- Sources that customers of the listing are known from, numbered as they are met.
-- table: lookup
CREATE TABLE listing_source (
  source_id BIGINT NOT NULL,            -- its number: a bit of listing.bits while there is room (flow/find/listing.h)
  source TEXT NOT NULL,                 -- as in link.source
  PRIMARY KEY (source_id)
);
DELETE FROM listing_state;
