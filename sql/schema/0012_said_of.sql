-- SPDX-License-Identifier: Apache-2.0
-- What was said of a contact point, by whoever has it: a page asks with one query, however many share it.
CREATE INDEX consent_point_of ON consent_point (point);
