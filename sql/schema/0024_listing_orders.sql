-- SPDX-License-Identifier: Apache-2.0
-- Lists count orders and money as a customer's own page does (flow/answer/spent.h): every row of the listing is made again.
DELETE FROM listing_state;
