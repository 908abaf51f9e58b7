/* SPDX-License-Identifier: Apache-2.0
 * Contact cards: vCard 4.0 (RFC 6350), 3.0 (RFC 2426) and 2.1 (the vCard specification of 1996) as phones and address books write them.
 * Read: N, FN, NICKNAME, ORG, TEL, EMAIL, ADR, BDAY, ANNIVERSARY (and X-ANNIVERSARY, Apple's X-ABDATE), GENDER, NOTE, CATEGORIES, KIND. Photos
 * and sounds are passed over. Owns: as every door. Errors: as every door; a card without a name, a phone or an address is a bad row.
 * Threads: one. */
#ifndef MK_VCARD_H
#define MK_VCARD_H
#include "door.h"
#include "source.h"

bool mk_vcard_looks(mk_str head);
int mk_vcard_open(mk_cx *cx, mk_source *s, const mk_door_options *opt, mk_door **ret);
#endif
