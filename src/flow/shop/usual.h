/* SPDX-License-Identifier: Apache-2.0
 * What is usual among everybody, that the answers of the shops lean on: how sizes are worn and brands are cut, how common each colour or brand is,
 * how long ahead journeys are booked and for how much, how fast things are used, how proposals are answered. Learnt at `learn` from a sample of customers, kept as the model "shop".
 * Owns: everything on the arena. Threads: what was learnt or read is only read. Errors: as the store's; MK_EBADDATA: bytes of another version. */
#ifndef MK_USUAL_H
#define MK_USUAL_H
#include "plan_year.h"
#include "chance.h"
#include "jsonw.h"
#include "setting.h"
#include "service.h"
#include "similar.h"

enum { MK_USUAL_LINES = 300000, MK_USUAL_READINGS = 300000 };

typedef struct mk_usual_closet { mk_str category; mk_size_scale scale; } mk_usual_closet;
typedef struct mk_usual_band { bool known; double mean_log, sd_log; } mk_usual_band;
typedef struct mk_usual_pace { mk_str kind; double a_day; uint32_t things; mk_use_year season; } mk_usual_pace;     /* things: with a month of readings */
typedef struct mk_usual {
    const mk_usual_closet *closet;
    size_t closets;
    const mk_taste_base *taste;
    mk_usual_band ahead, price;         /* of journeys */
    const mk_usual_pace *pace;
    size_t paces;
    mk_answers answers;
} mk_usual;

/* Nothing was learnt yet: what is stated holds. */
void mk_usual_none(mk_arena *a, mk_usual *ret);
int mk_usual_learn(mk_cx *cx, mk_db *db, const mk_settings *st, int32_t day, mk_usual *ret);
void mk_usual_diagnostics_json(const mk_usual *u, mk_jsonw *w);
mk_str mk_usual_pack(mk_arena *a, const mk_usual *u);
int mk_usual_unpack(mk_cx *cx, mk_str bytes, mk_usual *ret);

/* How things of a kind are used: learnt from five and more, else stated; a_day 0: not known. */
mk_use mk_usual_use(const mk_usual *u, mk_str kind);
#endif
