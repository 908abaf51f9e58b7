/* SPDX-License-Identifier: Apache-2.0
 * What is believed of two different people before the data speak. A table of some rows has one pair in which two of them have a given name
 * in common, or none: what it shows of that is chance, and one such pair would soon be taken for one person. So there stand beside the data
 * a few imagined pairs, as many as hold three that agree to the letter; among thousands of rows they are nothing. */
#include "train_int.h"

enum { AGREE = 3, MOST = 1000 };

/* How often two customers of one business agree to the letter: names and places as they are spread in Israel and elsewhere, families and homes
 * among them. 0: nobody knows. */
static double agree(mk_link_kind k)
{
    switch (k) {
    case MK_LK_GIVEN: return .006;
    case MK_LK_FAMILY: return .004;
    case MK_LK_OTHER_NAMES: return .006;
    case MK_LK_BIRTH: return .00006;
    case MK_LK_PHONE: return .001;
    case MK_LK_MAIL: return .0005;
    case MK_LK_NATID: return .00001;
    case MK_LK_CITY: return .1;
    case MK_LK_POSTCODE: return .01;
    case MK_LK_ADDRESS: return .003;
    case MK_LK_HOUSE: return .03;
    case MK_LK_WORD: case MK_LK_TEXT: case MK_LK_IGNORE: case MK_LK_NAME: case MK_LK_KINDS_: break;
    }
    return 0;
}

/* How often they agree nearly, at a level below those to the letter. */
static double nearly(mk_link_kind k, int level)
{
    static const double name[MK_LN_EXACT] = { [MK_LN_INITIAL] = .004, [MK_LN_ALIKE] = .006, [MK_LN_CLOSE] = .002, [MK_LN_ONE_LETTER] = .002, [MK_LN_SOUND] = .003, [MK_LN_SCRIPT] = .001,
        [MK_LN_SWAPPED] = .0002, [MK_LN_VARIANT] = .001 };
    static const double birth[] = { [2] = .02, [3] = .01, [4] = .002, [5] = .0001 };     /* same year, two of three, one digit, swapped */
    switch (k) {
    case MK_LK_GIVEN: case MK_LK_FAMILY: return name[level];
    case MK_LK_BIRTH: return birth[level];
    case MK_LK_PHONE: case MK_LK_NATID: return agree(k);
    case MK_LK_MAIL: case MK_LK_CITY: case MK_LK_POSTCODE: case MK_LK_ADDRESS: case MK_LK_HOUSE: case MK_LK_OTHER_NAMES: return 2 * agree(k) / mk_level_exact(k);
    case MK_LK_WORD: case MK_LK_TEXT: case MK_LK_IGNORE: case MK_LK_NAME: case MK_LK_KINDS_: break;
    }
    return 0;
}

double mk_strangers(mk_link_kind k, int levels, double ret[MK_LEVELS])
{
    int exact = mk_level_exact(k);
    double same = agree(k), rest = 1;
    if (same == 0) {
        for (int i = 0; i < levels; i++) ret[i] = 1.0 / (levels - 1);
        return 1;
    }
    ret[MK_L_MISSING] = 0;
    for (int i = MK_L_DIFFERENT + 1; i < levels; i++) rest -= ret[i] = i >= exact ? same / MK_BINS : nearly(k, i);
    ret[MK_L_DIFFERENT] = rest;
    return AGREE / same < MOST ? AGREE / same : MOST;
}
