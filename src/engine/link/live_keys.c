/* SPDX-License-Identifier: Apache-2.0
 * Keys: what records are found by. A key is
 *
 *   what it begins with (6 bits) | a value's hash (26) | rule (6) | hash of all that the rule takes (24)
 *
 * Of the values a rule takes, one leads; as many rules as can be have the same one, and one that few records share: a birth date, a phone. So a record with
 * thirteen keys has them in some five places of an ordered index, not in thirteen, and the other records in these places are those like it. */
#include "live_int.h"

enum { LEAD_BITS = 26, RULE_BITS = 6, REST_BITS = 24, RARE = 16 };      /* RARE: bits of rarity beyond which more is no use */
_Static_assert(MK_LIVE_LEAD_SHIFT == LEAD_BITS + RULE_BITS + REST_BITS, "the parts fill the key");

static bool leads(const mk_rule *r, int part, int field, int atom) { return r->field[part] != MK_ANY_NAME && r->field[part] == field && r->atom[part] == atom; }

/* What choosing a value for the rules that have no lead yet is worth. A fragment of a value is shared by more than the value is. */
static double worth(const mk_frozen *f, int field, int atom)
{
    double bits = -__builtin_log2(f->same[field]), n = 0;
    if (atom && atom != MK_CONTENT) bits /= 2;
    if (bits > RARE) bits = RARE;
    for (int r = 0; r < f->model->rules; r++)
        for (int i = 0; i < f->model->rule[r].n && f->lead[r] == MK_LEAD_ALL && !f->model->rule[r].names; i++)
            if (leads(&f->model->rule[r], i, field, atom)) { n++; break; }
    return n * bits;
}

void mk_live_leads(mk_frozen *f)
{
    memset(f->lead, MK_LEAD_ALL, sizeof f->lead);
    for (f->groups = 0;; f->groups++) {
        double best = 0;
        int field = -1, atom = 0;
        for (int x = 0; x < f->model->fields; x++)
            for (int a = 0; a < MK_ATOMS; a++) {
                double w = worth(f, x, a);
                if (w > best) { best = w; field = x; atom = a; }
            }
        if (field < 0) break;
        for (int r = 0; r < f->model->rules; r++)
            for (int i = 0; i < f->model->rule[r].n && f->lead[r] == MK_LEAD_ALL && !f->model->rule[r].names; i++)
                if (leads(&f->model->rule[r], i, field, atom)) { f->lead[r] = (uint8_t)i; f->group[r] = (uint8_t)f->groups; }
    }
    bool rest = false;
    for (int r = 0; r < f->model->rules; r++)
        if (f->lead[r] == MK_LEAD_ALL) { f->group[r] = (uint8_t)f->groups; rest = true; }
    f->groups += rest;
}

static inline uint64_t mix(uint64_t key, uint64_t k) { return mk_hash2(key, k); }

static uint64_t part(const mk_link *l, int f, int atom, const uint32_t *rec)
{
    uint32_t v = mk_value_in(rec[f]);
    if (!v) return 0;
    return atom == 0 ? l->field[f].value[v].num : l->field[f].atom[atom][v];
}

static int of_rule(const mk_link *l, const mk_rule *r, int lead, const uint32_t *rec, uint64_t ret[2], uint64_t *ret_lead)
{
    *ret_lead = 0;
    if (r->names) {                     /* given and family in either order */
        uint64_t x = part(l, r->field[0], MK_CONTENT, rec), y = part(l, r->field[1], MK_CONTENT, rec);
        if (!x || !y) return 0;
        ret[0] = mix(x + y, x ^ y);
        return 1;
    }
    uint64_t key = 1;
    for (int i = 0; i < r->n; i++) {
        if (r->field[i] == MK_ANY_NAME) {                /* always the last part */
            int atom = r->atom[i] ? r->atom[i] : MK_CONTENT, n = 0;
            uint64_t x = part(l, l->given, atom, rec), y = part(l, l->family, atom, rec);
            if (x) ret[n++] = mix(key, x);
            if (y && y != x) ret[n++] = mix(key, y);
            return n;
        }
        uint64_t k = part(l, r->field[i], r->atom[i], rec);
        if (!k) return 0;
        if (i == lead) *ret_lead = mk_hash2(k, (uint64_t)r->field[i] * MK_ATOMS + r->atom[i]);
        key = mix(key, k);
    }
    ret[0] = key;
    return 1;
}

size_t mk_live_keys_of(const mk_live *v, size_t record, int group, uint64_t ret[MK_LIVE_KEYS])
{
    const mk_link *l = v->link;
    const mk_frozen *f = v->frozen;
    size_t n = 0;
    for (uint32_t x = v->face[record]; x < v->face[record + 1]; x++)
        for (int r = 0; r < l->model.rules; r++) {
            uint64_t k[2], lead;
            if (group >= 0 && f->group[r] != group) continue;
            for (int i = 0, m = of_rule(l, &l->model.rule[r], f->lead[r], mk_live_rec(v, x), k, &lead); i < m; i++) {
                uint64_t first = f->lead[r] == MK_LEAD_ALL ? k[i] : lead;
                uint64_t key = (uint64_t)f->group[r] << MK_LIVE_LEAD_SHIFT | first >> (64 - LEAD_BITS) << (RULE_BITS + REST_BITS) | (uint64_t)r << REST_BITS
                             | (mk_hash2(k[i], (uint64_t)r) & ((1u << REST_BITS) - 1));
                size_t j = n;
                while (j && ret[j - 1] > key) j--;
                if (j && ret[j - 1] == key) continue;
                memmove(ret + j + 1, ret + j, (n - j) * sizeof *ret);
                ret[j] = key;
                n++;
            }
        }
    return n;
}

size_t mk_live_keys(const mk_live *v, size_t record, uint64_t ret[MK_LIVE_KEYS]) { return mk_live_keys_of(v, record, -1, ret); }
