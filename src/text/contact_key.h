/* SPDX-License-Identifier: Apache-2.0
 * What a phone, an address of mail or a national id says about who somebody is: the form in which two are compared, whom it can stand for,
 * and how near two are that are not equal. contact.h reads them; here they are weighed.
 * Pure; results are slices of the arena. Errors: none. */
#ifndef MK_CONTACT_KEY_H
#define MK_CONTACT_KEY_H
#include "contact.h"

typedef enum mk_bearer {
    MK_BEARER_PERSON,           /* one person's, nearly always */
    MK_BEARER_HOUSEHOLD,        /* a home's, or a phone that a family passes on */
    MK_BEARER_NOBODY            /* an office, a role, a filler: never evidence */
} mk_bearer;

/* Of a number in the form mk_phone_parse gives. Mobile numbers are a person's, but for the ranges given out as kosher phones, which families
 * share; land and VoIP lines are a home's; service numbers (1-800, 1-700, *1234) and numbers of one digit repeated are nobody's. */
mk_bearer mk_phone_bearer(mk_str e164, mk_phone_kind kind);

/* An address as its provider reads it, from the form mk_mail_parse gives: what is behind '+' dropped; at Gmail also the dots, and
 * googlemail.com is gmail.com. The same for two spellings of one box. */
mk_str mk_mail_key(mk_arena *a, mk_str mail);
/* info@, office@, sales@, the Hebrew ones too: nobody's. Else a person's. */
mk_bearer mk_mail_bearer(mk_str mail);

/* What a valid number (9 digits, mk_natid_parse) is given to, by its prefix. */
typedef enum mk_natid_kind {
    MK_NATID_PERSON, MK_NATID_PUBLIC_BODY, MK_NATID_COMPANY, MK_NATID_PARTNERSHIP, MK_NATID_FOREIGN_COMPANY, MK_NATID_COOPERATIVE,
    MK_NATID_ASSOCIATION, MK_NATID_OTHER_BODY
} mk_natid_kind;
mk_natid_kind mk_natid_kind_of(mk_str id);

/* Two numbers as they were written. */
typedef enum mk_natid_level {
    MK_NATID_SAME,              /* the same number, its check digit right */
    MK_NATID_SAME_WRONG,        /* the same digits, the check digit wrong in both: copied from each other, or a filler */
    MK_NATID_TYPO,              /* one digit, or two neighbours exchanged, apart, and one of them wrong by its check digit */
    MK_NATID_DIFFERENT,         /* both right and not equal: two persons */
    MK_NATID_UNKNOWN            /* says nothing */
} mk_natid_level;
mk_natid_level mk_natid_compare(mk_arena *a, mk_str x, mk_str y);

/* Days that stand for "not known" in some program. */
typedef enum mk_day_weight {
    MK_DAY_REAL,
    MK_DAY_WEAK,                /* the first of January: of a year only, often */
    MK_DAY_DEFAULT              /* the zero of a sheet, a database or a clock: says nothing */
} mk_day_weight;
/* A day of birth, days since 1970-01-01. */
mk_day_weight mk_birth_weight(int32_t day);

typedef enum mk_birth_level {
    MK_BIRTH_SAME, MK_BIRTH_SWAPPED,    /* day and month have changed places */
    MK_BIRTH_TYPO,                      /* one digit of eight, or two neighbours exchanged */
    MK_BIRTH_NEAR,                      /* the same year and month, or the same day and month with the year up to two off or ten or a hundred */
    MK_BIRTH_DIFFERENT,
    MK_BIRTH_UNKNOWN                    /* one of them is a default */
} mk_birth_level;
mk_birth_level mk_birth_compare(int32_t x, int32_t y);
#endif
