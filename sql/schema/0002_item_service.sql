-- SPDX-License-Identifier: Apache-2.0
-- One customer's history leaves out what is not goods: finding it must not cost a walk through the catalogue.

CREATE INDEX item_service ON item (item_id) WHERE category = 'service';
