/* SPDX-License-Identifier: Apache-2.0
 * The transducer: what must hold of any model (sums, order, bounds), what this one must know, and how well it finds, on names it has not learnt. */
#include <math.h>
#include "pack.h"
#include "shared.h"
#include "translit_index.h"
#include "translit_int.h"
#include "utf8.h"
#include "vec.h"

static mk_arena *arena;
static const mk_translit_model *model;
static int start(void **state) { (void)state; arena = mk_arena_new(); model = mk_translit_model_new(arena); return 0; }
static int stop(void **state) { (void)state; mk_arena_free(arena); return 0; }

static mk_translit token(const char *z) { return mk_translit_of(mk_fold_text(arena, mk_str_of(z))); }

static mk_translit_fit fit(const mk_translit *x, const mk_translit *y)
{
    return mk_translit_score(model, x, mk_translit_profile_of(model, arena, x), y, mk_translit_profile_of(model, arena, y));
}

static void tokens(void **state)
{
    (void)state;
    static const struct { const char *text; int n; mk_script script; } t[] = {
        { "", 0, MK_SCRIPT_NONE }, { "123", 0, MK_SCRIPT_NONE }, { "משה", 3, MK_SCRIPT_HEBREW }, { "ג'ורג'", 6, MK_SCRIPT_HEBREW }, { "O'Brien", 6, MK_SCRIPT_LATIN },
        { "Élodie", 6, MK_SCRIPT_LATIN }, { "Æthel", 6, MK_SCRIPT_LATIN }, { "Straße", 7, MK_SCRIPT_LATIN }, { "Иван", 0, MK_SCRIPT_OTHER }, { "דנה Dana", 0, MK_SCRIPT_OTHER },
        { "aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeee", 0, MK_SCRIPT_OTHER }, { "'", 0, MK_SCRIPT_NONE },
    };
    for (size_t i = 0; i < sizeof t / sizeof *t; i++) {
        mk_translit x = token(t[i].text);
        if (x.n != t[i].n || x.script != t[i].script) fail_msg("%s: %d letters, script %d", t[i].text, x.n, x.script);
    }
}

/* At each place the outputs share one: the likelihoods add up to it, as far as steps of a sixteenth of a bit go. */
static void shares(void **state)
{
    (void)state;
    static const char *const t[] = { "a", "moshe", "schwarzenegger", "x", "qqqq", "א", "שוורצנגר", "''", "ג'ורג'", "aaaaaaaaaabbbbbbbbbbcccccccccc" };
    for (size_t i = 0; i < sizeof t / sizeof *t; i++) {
        mk_translit x = token(t[i]);
        const mk_translit_profile *p = mk_translit_profile_of(model, arena, &x);
        for (int k = 0; p && k < x.n; k++) {
            double sum = 0;
            for (int s = 0; s < p->outputs; s++) sum += (double)model->step[p->p[k * p->outputs + s]];
            if (sum < 0.95 || sum > 1.05) fail_msg("%s, letter %d: %.4f", t[i], k, sum);
        }
    }
}

/* The forward sum against all ways to cut, walked one by one. */
static double walk(const mk_net *net, const mk_translit_profile *p, const mk_translit *x, int i, const mk_translit *y, int j)
{
    double sum = j < y->n ? MK_NET_STRAY * walk(net, p, x, i, y, j + 1) : 0;
    if (i == x->n) return j == y->n ? 1 : sum;
    for (int s = 0; s < net->outputs; s++) {
        int n = net->length[s];
        if (j + n > y->n || memcmp(net->letters[s], y->p + j, (size_t)n) != 0) continue;
        sum += (double)model->step[p->p[i * p->outputs + s]] * walk(net, p, x, i + 1, y, j + n);
    }
    return sum;
}

static void forward_sum(void **state)
{
    (void)state;
    static const char *const t[][2] = { { "dan", "דן" }, { "moshe", "משה" }, { "josh", "ג'וש" }, { "levi", "לוי" }, { "a", "א" }, { "b", "אבא" }, { "ab", "ב" } };
    for (size_t i = 0; i < sizeof t / sizeof *t; i++) {
        mk_translit x = token(t[i][0]), y = token(t[i][1]);
        const mk_translit_profile *px = mk_translit_profile_of(model, arena, &x), *py = mk_translit_profile_of(model, arena, &y);
        mk_translit_fit f = mk_translit_score(model, &x, px, &y, py);
        assert_true(fabs((double)f.to_hebrew - log(walk(&model->from_latin, px, &x, 0, &y, 0))) < 1e-3);
        assert_true(fabs((double)f.to_latin - log(walk(&model->from_hebrew, py, &y, 0, &x, 0))) < 1e-3);
        mk_translit_fit back = mk_translit_score(model, &y, py, &x, px);
        assert_true(memcmp(&f, &back, sizeof f) == 0);
        float p = mk_translit_same(&x, &y, &f);
        assert_true(p >= 0 && p <= 1);
        assert_true(mk_translit_same(&y, &x, &f) >= p && mk_translit_same(&y, &x, &f) <= p);
    }
    mk_translit he = token("משה"), she = token("שרה"), none = token("");
    assert_true(fit(&he, &she).score <= MK_TRANSLIT_NONE);          /* one script */
    assert_true(fit(&he, &none).score <= MK_TRANSLIT_NONE);
}

/* The right spelling before a wrong one, and a sound key in common. */
static void knows(void **state)
{
    (void)state;
    static const char *const t[][3] = {
        { "Moshe", "משה", "מנשה" }, { "Yitzhak", "יצחק", "יעקב" }, { "Schwartz", "שוורץ", "שרוט" }, { "Peretz", "פרץ", "ברץ" }, { "Ronit", "רונית", "רינת" },
        { "Lapidor", "לפידור", "לפיד" }, { "Khaled", "ח'אלד", "חלד" }, { "George", "ג'ורג'", "גרג" }, { "Berkovich", "ברקוביץ", "ברכה" }, { "Vaknin", "וקנין", "בקין" },
        { "Philip", "פיליפ", "פולק" }, { "Charles", "צ'ארלס", "קרלס" }, { "Jean", "ז'אן", "גאן" }, { "Avraham", "אברהם", "אפרים" }, { "Yael", "יעל", "יואל" },
        { "Eliyahu", "אליהו", "אלישע" }, { "Goldstein", "גולדשטיין", "גולדמן" }, { "Elizabeth", "אליזבת", "אליסבטה" },
    };
    for (size_t i = 0; i < sizeof t / sizeof *t; i++) {
        mk_translit x = token(t[i][0]), good = token(t[i][1]), bad = token(t[i][2]);
        if (fit(&x, &good).score <= fit(&x, &bad).score) fail_msg("%s: %s before %s", t[i][0], t[i][2], t[i][1]);
        mk_sounds a = mk_sounds_of(model, &x, mk_translit_profile_of(model, arena, &x)), b = mk_sounds_of(model, &good, NULL);
        bool share = false;
        for (int k = 0; k < a.n; k++) share |= a.key[k] == b.key[0];
        if (!share) fail_msg("%s and %s have no sound key in common", t[i][0], t[i][1]);
    }
    static const char *const initial[][2] = { { "D", "דוד" }, { "ד", "David" }, { "Y", "יוסף" }, { "J", "יוסף" }, { "T", "צבי" }, { "C", "חיים" }, { "A", "עמית" } };
    for (size_t i = 0; i < sizeof initial / sizeof *initial; i++) {
        mk_translit x = token(initial[i][0]), y = token(initial[i][1]);
        assert_true(mk_translit_initial(&x, &y) && mk_translit_initial(&y, &x));
    }
    mk_translit d = token("D"), moshe = token("משה");
    assert_false(mk_translit_initial(&d, &moshe));
}

static mk_str squeeze(mk_str s)
{
    mk_buf b = mk_buf_on(arena);
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] != ' ') mk_buf_c(&b, s.p[i]);
    return mk_buf_str(&b);
}

/* Each tenth of the held-out tokens, among all Hebrew tokens of both files. The whole measurement: meson test --benchmark translit. */
static void finds(void **state)
{
    (void)state;
    static const char *const files[] = { "data/identity/hebrew/wd_hebrew_16", "data/identity/hebrew/wd_hebrew_64" };
    mk_vec(mk_translit) all = { 0 };
    mk_vec(mk_translit) asked = { 0 };
    mk_str line;
    for (int f = 0; f < 2; f++) {
        mk_str rest = shared_file(arena, files[f]);
        while (next_line(&rest, &line)) {
            mk_translit x = mk_translit_of(mk_fold_text(arena, cut(&line, '\t')));
            *mk_vec_push(arena, &all) = mk_translit_of(mk_fold_text(arena, squeeze(cut(&line, '\t'))));
            if (f == 0) *mk_vec_push(arena, &asked) = x;
        }
    }
    mk_translit_index *ix = mk_translit_index_new(arena, model, all.p, all.n);
    int first = 0, five = 0, n = 0, back = 0;
    mk_translit_index *latin = mk_translit_index_new(arena, model, asked.p, asked.n);
    for (size_t i = 0; i < asked.n; i += 10, n++) {
        mk_translit_hit hit[5];
        size_t found = mk_translit_find(ix, &asked.p[i], hit, 5, NULL);
        for (size_t k = 0, kinds = 0; k < found; k++) {             /* one spelling may stand at several places: it counts once */
            bool again = k && memcmp(&all.p[hit[k].at], &all.p[hit[k - 1].at], sizeof *all.p) == 0;
            if (k && !again) kinds++;
            if (k) assert_true(hit[k - 1].fit.score >= hit[k].fit.score);
            if (memcmp(&all.p[hit[k].at], &all.p[i], sizeof *all.p) != 0) continue;
            first += kinds == 0;
            five++;
            break;
        }
        found = mk_translit_find(latin, &all.p[i], hit, 5, NULL);    /* and from Hebrew to Latin */
        for (size_t k = 0; k < found; k++) back += hit[k].at == i;
    }
    print_message("# of %d: first %.1f %%, of five %.1f %%; Latin for Hebrew, of five %.1f %%\n", n, 100.0 * first / n, 100.0 * five / n, 100.0 * back / n);
    assert_true(first > n * 0.78);
    assert_true(five > n * 0.92);
    assert_true(back > n * 0.90);
}

/* What was learnt is read to its last byte, and a weight is what its byte and its column's scale say. */
static void whole(void **state)
{
    (void)state;
    const mk_net *net[] = { &model->from_latin, &model->from_hebrew };
    const char *at = mk_translit_learnt.p;
    for (int k = 0; k < 2; k++) {
        size_t n = (size_t)net[k]->outputs, in = (size_t)MK_NET_PLACES * MK_NET_SYMBOLS * MK_NET_HIDDEN;
        assert_in_range(n, 2, MK_NET_OUTPUTS);
        at += 4 + n;
        for (size_t s = 0; s < n; s++) at += net[k]->length[s];
        mk_unpack scale = { at, at + sizeof(float), false };
        at += sizeof(float) * 2 * (MK_NET_HIDDEN + n);
        assert_true(net[k]->in[0][0][0] == (float)(int8_t)*at * mk_unpack_float(&scale));
        at += in + MK_NET_HIDDEN * n;
    }
    assert_ptr_equal(at, mk_translit_learnt.p + mk_translit_learnt.n);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define T(f) cmocka_unit_test_setup_teardown(f, start, stop)
        T(whole), T(tokens), T(shares), T(forward_sum), T(knows), T(finds),
    };
    return cmocka_run_group_tests_name("translit", tests, NULL, NULL);
}
