/* SPDX-License-Identifier: Apache-2.0
 * A person's name made ready for comparing, and how near two names are. name.h cuts names into tokens and tells what cannot be one person;
 * here are the shades between: spelling, nickname, script, initial, typing error.
 * A name is prepared once for each distinct value; comparing two allocates nothing. docs/maths/names.md says what each level is.
 * Owns: words and slices lie on the arena of the dictionary of words. Threads: one makes; comparing is pure. Errors: none. */
#ifndef MK_PERSON_NAME_H
#define MK_PERSON_NAME_H
#include "distance.h"
#include "name.h"
#include "translit.h"

/* From nearest to farthest. Each is a level of a comparison, with chances of its own. */
typedef enum mk_name_level {
    MK_NAME_EXACT,              /* the same letters: final forms, accents, geresh, niqqud do not count */
    MK_NAME_SPELLING,           /* one script, the same but for matres lectionis: דויד דוד, אהרון אהרן; Sara Sarah */
    MK_NAME_SCRIPT_SURE,        /* across scripts, hardly another name: Moshe משה */
    MK_NAME_NICKNAME,           /* one is a name, the other its short, pet or translated form: מיקי מיכאל, Isaac יצחק */
    MK_NAME_SCRIPT_LIKELY,      /* across scripts, may be */
    MK_NAME_SIBLING,            /* two pet forms of one name: ביבי בני */
    MK_NAME_INITIAL,            /* one is the first letter of the other, in one script or both */
    MK_NAME_TYPO_NEAR,          /* Jaro-Winkler from 0.92, one edit in five letters or more, two neighbours exchanged in three */
    MK_NAME_SCRIPT_FAR,         /* across scripts, sounds much alike */
    MK_NAME_TYPO_FAR,           /* from 0.85 */
    MK_NAME_NEIGHBOUR,          /* would be one of those above, but both are known names, and two: תמר תומר, Michael מיכל. Brothers, or a slip */
    MK_NAME_OTHER,
    MK_NAME_MISSING,            /* one of them is not there: says nothing */
    MK_NAME_LEVELS
} mk_name_level;
const char *mk_name_level_text(mk_name_level l);                /* "nickname" */

/* One token. Each distinct one is made once in a dictionary: the same address is the same word. */
typedef struct mk_word {
    uint32_t id;                /* 0, 1, 2 ... in the order of making */
    mk_script script;
    mk_str text, key;           /* mk_fold_text, mk_fold_key */
    mk_letters letters;         /* of the key */
    uint64_t hash;              /* of the key: equal when the level is EXACT */
    uint64_t spelling;          /* equal when it is SPELLING or EXACT */
    mk_translit translit;
    const mk_translit_profile *profile;     /* of Hebrew words only once a Latin one was put, too */
    mk_sounds sounds;
    uint16_t nickname;          /* its row in the table of nicknames, 0 none */
    bool initial;               /* one letter */
} mk_word;

typedef struct mk_words { mk_arena *arena; const mk_translit_model *model; struct mk_words_inside *inside; } mk_words;
/* The model may be shared by many; NULL makes one, half a megabyte. */
mk_words *mk_words_new(mk_arena *a, const mk_translit_model *model);
/* `text` folded by mk_fold_text, its geresh with it: ג'ק. The word stays where it is. */
const mk_word *mk_words_put(mk_words *w, mk_str text);
uint32_t mk_words_count(const mk_words *w);

typedef enum mk_gender { MK_GENDER_UNKNOWN, MK_GENDER_MALE, MK_GENDER_FEMALE } mk_gender;
/* Titles, as bits: dropped from the tokens, kept here. */
enum {
    MK_TITLE_MR = 1 << 0, MK_TITLE_MRS = 1 << 1, MK_TITLE_DOCTOR = 1 << 2, MK_TITLE_PROFESSOR = 1 << 3, MK_TITLE_LAWYER = 1 << 4,
    MK_TITLE_ACCOUNTANT = 1 << 5, MK_TITLE_RABBI = 1 << 6, MK_TITLE_FAMILY = 1 << 7, MK_TITLE_LATE = 1 << 8, MK_TITLE_ENGINEER = 1 << 9,
    MK_TITLE_JUNIOR = 1 << 10, MK_TITLE_SENIOR = 1 << 11,
};

/* Given names first, whatever the order of writing. What stands between the first and the last word of a name in one field may be either. */
typedef struct mk_person_name {
    const mk_word *word[MK_NAME_TOKENS];
    uint8_t n, middle, givens;  /* word[0, givens) are given names, of them [middle, givens) perhaps family; word[givens, n) are family */
    bool company, loose;        /* loose: one field that does not say which is which, so the family name may come first */
    uint8_t gender;             /* mk_gender, by title only */
    uint16_t titles;
    uint64_t hash;              /* of all words in order: equal when the names are */
    uint64_t joined;            /* of all letters in order, as if written without blanks: שיר אל, שיראל */
} mk_person_name;

/* A whole name in one field: "ד\"ר רונית לפידור-בלו", "כהן, דוד", "David M. Cohen". */
mk_person_name mk_person_name_of(mk_words *w, mk_str full);
/* Of two fields, either may be empty. */
mk_person_name mk_person_name_parts(mk_words *w, mk_str given, mk_str family);

/* Two words of one dictionary. Symmetric. */
mk_name_level mk_word_compare(const mk_words *w, const mk_word *x, const mk_word *y);
/* Whether they are known as name and nickname, or two nicknames of one name, in either script. */
mk_name_level mk_nickname_compare(uint16_t x, uint16_t y);

/* Two whole names, from nearest to farthest. */
typedef enum mk_names_level {
    MK_NAMES_SAME,              /* all words, same order, up to spelling or a sure script */
    MK_NAMES_SWAPPED,           /* given and family changed places */
    MK_NAMES_MORE,              /* one has a middle name, an initial of one, or a second family name more */
    MK_NAMES_NICKNAME,          /* the family the same, the given name a nickname or the like */
    MK_NAMES_INITIAL,           /* the family the same, the given name an initial of the other */
    MK_NAMES_TYPO,              /* one of the two written a little differently */
    MK_NAMES_PART,              /* one is a single word, which the other has too */
    MK_NAMES_GIVEN,             /* the given name the same, the family another: married, or somebody else */
    MK_NAMES_FAMILY,            /* the family the same, the given name another: the household */
    MK_NAMES_OTHER,
    MK_NAMES_MISSING,           /* one of them has no word */
    MK_NAMES_LEVELS
} mk_names_level;
const char *mk_names_level_text(mk_names_level l);

typedef struct mk_name_match {
    mk_names_level level;
    mk_name_level given, family;        /* of the best reading */
    bool swapped, more;                 /* given and family changed places; words of one stand alone */
    bool rest_differs;                  /* both have words that stand alone: דוד משה, דוד ת. */
} mk_name_match;
mk_name_match mk_person_name_compare(const mk_words *w, const mk_person_name *x, const mk_person_name *y);
#endif
