/* SPDX-License-Identifier: Apache-2.0
 * What must be true of every operation of the table, and that the pages written from it are current. */
#include <errno.h>
#include <jansson.h>
#include "fixture.h"
#include "out_int.h"
#include "reference.h"

/* Lists that are the best of something, so that there is nothing to turn the page to; all others that are asked for so many give a cursor. */
static bool only_the_first(const char *name)
{
    static const char *const those[] = { "today", "customer find", "review list", "value base", "value map", "value plan", "customer due", "customer fits", "customer year", "customer tips" };
    for (size_t i = 0; i < sizeof those / sizeof *those; i++)
        if (strcmp(name, those[i]) == 0) return true;
    return false;
}

static void test_cursors(void **state)
{
    (void)state;
    for (const mk_op *const *p = mk_ops; *p; p++) {
        const mk_op *op = *p;
        if ((op->flags & (MK_OP_ONE | MK_OP_LOCAL | MK_OP_DOCUMENT | MK_OP_WRITE)) || !mk_op_param(op, MK_S("limit"))) continue;
        if (!mk_op_param(op, MK_S("cursor")) != only_the_first(op->name)) fail_msg("%s: a list that is asked for so many takes a cursor", op->name);
    }
}

/* What people edit is not overwritten by who did not see what another wrote: every operation that changes or takes away takes a version. */
static void test_versions(void **state)
{
    static const char *const edits[] = { "set", "save", "remove", "field", "fact", "fact-end", "asset" },
                      *const not[] = { "factor remove", "user factor-remove" };        /* they end something, whatever it is */
    (void)state;
    for (const mk_op *const *p = mk_ops; *p; p++) {
        const char *word = strrchr((*p)->name, ' ');
        bool edit = false;
        for (size_t i = 0; word && i < sizeof edits / sizeof *edits; i++) edit |= strcmp(word + 1, edits[i]) == 0;
        for (size_t i = 0; i < sizeof not / sizeof *not; i++) edit &= strcmp((*p)->name, not[i]) != 0;
        if (edit && !mk_op_param(*p, MK_S("based-on"))) fail_msg("%s: whoever edits says what he read", (*p)->name);
    }
}

/* A field that nobody said what it is would be shown to nobody who is kept from anything. */
static void test_kinds(void **state)
{
    (void)state;
    for (const mk_op *const *p = mk_ops; *p; p++)
        for (const mk_column_doc *c = (*p)->columns; c->name && (*p)->role <= MK_SELLER; c++)
            if (!mk_kind_column(c).known) fail_msg("%s: kinds.def does not say what %s holds", (*p)->name, c->name);
}

static void test_each(void **state)
{
    (void)state;
    for (const mk_op *const *p = mk_ops; *p; p++) {
        const mk_op *op = *p;
        size_t n = 0, rest = 0;
        bool optional = false;
        print_message("# %s\n", op->name);
        assert_ptr_equal(mk_op_named(mk_str_of(op->name)), op);          /* so names are unique */
        for (const mk_op *const *q = mk_ops; q != p; q++)
            if (strcmp((*q)->path, op->path) == 0) assert_string_not_equal((*q)->verb, op->verb);
        assert_true(strlen(op->summary) > 0 && strlen(op->summary) <= 72);
        assert_true(op->summary[strlen(op->summary) - 1] != '.');
        assert_true(op->run && op->params && op->columns && op->example);
        assert_true(!(op->flags & MK_OP_READ) != !(op->flags & MK_OP_WRITE));
        assert_true(strcmp(op->verb, "GET") != 0 || (op->flags & MK_OP_READ));
        assert_true(strspn(op->name, "abcdefghijklmnopqrstuvwxyz -") == strlen(op->name));
        for (const mk_param *a = op->params; a->name; a++, n++) {
            assert_true(a->help && strlen(a->help) > 0);
            assert_true((a->type == MK_P_CHOICE) == (a->choices != NULL));
            assert_true(a->type != MK_P_PATH || !(a->flags & MK_PF_REQUIRED) || (op->flags & (MK_OP_LOCAL | MK_OP_UPLOAD)));   /* HTTP takes no paths */
            /* nothing that people type stands in an address */
            assert_false(strcmp(op->verb, "GET") == 0 && !(op->flags & (MK_OP_LOCAL | MK_OP_DOCUMENT)) && ((a->type == MK_P_TEXT && !(a->flags & MK_PF_WORD)) || a->type == MK_P_SECRET));
            assert_false(a->preset && (a->flags & MK_PF_REQUIRED));
            for (const mk_param *b = op->params; b != a; b++) assert_string_not_equal(a->name, b->name);
            for (const mk_global *g = mk_globals; g->name; g++) assert_string_not_equal(a->name, g->name);
            if (a->flags & MK_PF_POSITIONAL) {
                assert_int_equal(rest, 0);                                  /* nothing behind one that takes all */
                assert_false(optional && (a->flags & MK_PF_REQUIRED));      /* nor a required behind an optional */
                optional = !(a->flags & MK_PF_REQUIRED);
                rest += (a->flags & MK_PF_REST) != 0;
            }
        }
        assert_true(n <= MK_OP_PARAMS);
        n = 0;
        for (const mk_column_doc *c = op->columns; c->name; c++, n++) {
            assert_true(c->type >= MK_C_TEXT && c->type <= MK_C_JSON && c->help);
            assert_string_not_equal(c->name, "notes");
            for (const mk_column_doc *d = op->columns; d != c; d++) assert_string_not_equal(c->name, d->name);
        }
        assert_true(n <= MK_OP_COLUMNS);
        assert_true((n == 0) == ((op->flags & MK_OP_DOCUMENT) != 0));
        for (const char *at = op->path; (at = strchr(at, '{')); at++) {
            size_t len = strcspn(at + 1, "}");
            const mk_param *a = mk_op_param(op, (mk_str){ at + 1, len });
            assert_non_null(a);
            assert_true(strlen(a->name) == len && (a->flags & MK_PF_REQUIRED));
        }
    }
}

/* Splits an example as a shell would, quotes only. */
static size_t split(char *z, const char **w, size_t max)
{
    size_t n = 0;
    while (*z && n < max) {
        while (*z == ' ') z++;
        if (!*z) break;
        char q = *z == '\'' || *z == '"' ? *z++ : ' ';
        w[n++] = z;
        while (*z && *z != q) z++;
        if (*z) *z++ = 0;
    }
    return n;
}

static void test_examples(void **state)
{
    (void)state;
    for (const mk_op *const *p = mk_ops; *p; p++) {
        mk_cx *cx = test_cx();
        const char *w[32];
        size_t skip = 2, n = split(mk_arena_z(cx->arena, mk_str_of((*p)->example)), w, 32);
        for (const char *c = (*p)->name; *c; c++) skip += *c == ' ';
        mk_str start = mk_arena_printf(cx->arena, "makir %s", (*p)->name);
        assert_true(n >= skip && mk_str_starts(mk_str_of((*p)->example), start));
        mk_args *a = mk_args_new(cx, *p);
        int rc = mk_args_words(cx, a, n - skip, w + skip);
        while (rc == 0 && mk_args_secret(a)) rc = mk_args_put(cx, a, mk_args_secret(a), MK_S("secret"));
        if (rc == 0) rc = mk_args_end(cx, a);
        if (rc < 0) fail_msg("%s: %s", (*p)->example, cx->message);
        test_cx_free(cx);
    }
}

static void check_refs(json_t *root, json_t *v)
{
    const char *key;
    json_t *m;
    size_t i;
    if (json_is_array(v)) json_array_foreach(v, i, m) check_refs(root, m);
    if (!json_is_object(v)) return;
    json_object_foreach(v, key, m) {
        if (strcmp(key, "$ref") == 0) {
            char *path = strdup(json_string_value(m)), *save = NULL;
            json_t *at = root;
            for (char *part = strtok_r(path + 2, "/", &save); part; part = strtok_r(NULL, "/", &save)) at = json_object_get(at, part);
            if (!at) fail_msg("%s points nowhere", json_string_value(m));
            free(path);
        } else {
            check_refs(root, m);
        }
    }
}

/* Every {name} of a path is told to be in it, and nothing else is. */
static void check_path(const mk_op *op, json_t *doc)
{
    json_t *given = json_object_get(doc, "parameters"), *p;
    size_t named = 0, told = 0, i;
    for (const char *at = op->path; (at = strchr(at, '{')); at++) named++;
    json_array_foreach(given, i, p) {
        const char *name = json_string_value(json_object_get(p, "name")), *in = json_string_value(json_object_get(p, "in"));
        if (!in || strcmp(in, "path") != 0) continue;
        char member[64];
        snprintf(member, sizeof member, "{%s}", name);
        if (!strstr(op->path, member)) fail_msg("%s: %s is not in %s", op->name, name, op->path);
        assert_true(json_is_true(json_object_get(p, "required")));
        told++;
    }
    if (named != told) fail_msg("%s: %d of %d names in %s are parameters", op->name, (int)told, (int)named, op->path);
}

static void check_openapi(const mk_op *const *ops)
{
    mk_arena *a = mk_arena_new();
    mk_buf b = mk_buf_on(a);
    mk_openapi(ops, MK_EN, &b);
    json_error_t err;
    json_t *root = json_loadb(b.p, b.n, JSON_REJECT_DUPLICATES, &err), *ids = json_object();
    if (!root) fail_msg("line %d column %d: %s", err.line, err.column, err.text);
    assert_string_equal(json_string_value(json_object_get(root, "openapi")), "3.1.0");
    for (; *ops; ops++) {
        if ((*ops)->flags & MK_OP_LOCAL || ((*ops)->flags & MK_OP_DOCUMENT && !(*ops)->media)) continue;
        char verb[8] = { 0 };
        for (size_t i = 0; (*ops)->verb[i]; i++) verb[i] = (char)((*ops)->verb[i] | 32);
        json_t *item = json_object_get(json_object_get(root, "paths"), (*ops)->path), *op = json_object_get(item, verb);
        if (!op) fail_msg("%s is missing", (*ops)->name);
        const char *id = json_string_value(json_object_get(op, "operationId"));
        assert_null(json_object_get(ids, id));
        json_object_set_new(ids, id, json_true());
        check_path(*ops, op);
        json_t *schema = json_object_get(json_object_get(json_object_get(root, "components"), "schemas"), id);
        json_t *props = json_object_get(schema, "properties");
        if ((*ops)->media) continue;
        if (!((*ops)->flags & MK_OP_ONE)) {
            assert_non_null(json_object_get(props, "rows"));
            mk_str row = mk_arena_printf(a, "%sRow", id);
            props = json_object_get(json_object_get(json_object_get(json_object_get(root, "components"), "schemas"), row.p), "properties");
        }
        for (const mk_column_doc *c = (*ops)->columns; c->name; c++) assert_non_null(json_object_get(props, c->name));
        json_t *r200 = json_object_get(json_object_get(op, "responses"), "200");
        assert_non_null(r200);
    }
    check_refs(root, root);
    json_decref(root);
    json_decref(ids);
    mk_arena_free(a);
}

static void test_openapi(void **state)
{
    (void)state;
    check_openapi(mk_ops);
    static const mk_op *const ops[] = { &fixture_find, &fixture_note, NULL };
    check_openapi(ops);
}

static void test_pages_current(void **state)
{
    (void)state;
    const char *root = getenv("MAKIR_SOURCE");
    if (!root) skip();
    mk_arena *a = mk_arena_new();
    mk_page pages[MK_PAGES];
    mk_reference_pages(a, mk_ops, pages);
    for (size_t i = 0; i < MK_PAGES; i++) {
        mk_str path = mk_arena_printf(a, "%s/%s", root, pages[i].path);
        FILE *f = fopen(path.p, "r");
        if (!f) fail_msg("%s: %s; run: makir reference all --to %s", path.p, strerror(errno), root);
        char *was = mk_arena_alloc(a, pages[i].text.n + 2);
        size_t n = fread(was, 1, pages[i].text.n + 1, f);
        fclose(f);
        if (n != pages[i].text.n || memcmp(was, pages[i].text.p, n) != 0)
            fail_msg("%s is not current; run: makir reference all --to %s", path.p, root);
    }
    mk_arena_free(a);
}

static bool in_hebrew(const char *en)
{
    bool said = !en || !*en;
    for (size_t i = 0; mk_op_words_at(i) && !said; i++) said = strcmp(mk_op_words_at(i), en) == 0;
    if (!said) print_message("# only in English: %s\n", en);
    return said;
}

/* What is said in Hebrew stands in the table, and all that the table says is said in Hebrew. */
static void test_hebrew(void **state)
{
    (void)state;
    for (size_t i = 0; mk_op_words_at(i); i++) {
        const char *en = mk_op_words_at(i);
        bool stands = false;
        for (const mk_op *const *p = mk_ops; *p && !stands; p++) {
            stands = strcmp((*p)->summary, en) == 0 || ((*p)->help && strcmp((*p)->help, en) == 0);
            for (const mk_param *a = (*p)->params; a->name; a++) stands |= strcmp(a->help, en) == 0;
            for (const mk_column_doc *c = (*p)->columns; c->name; c++) stands |= strcmp(c->help, en) == 0;
        }
        for (const mk_global *g = mk_globals; g->name && !stands; g++) stands = strcmp(g->help, en) == 0;
        for (mk_column_type t = MK_C_TEXT; t <= MK_C_JSON && !stands; t++) stands = strcmp(mk_column_type_name(t), en) == 0;
        if (!stands) fail_msg("the table does not say: %s", en);
    }
    bool all = true;
    for (const mk_op *const *p = mk_ops; *p; p++) {
        all &= in_hebrew((*p)->summary) & in_hebrew((*p)->help);
        for (const mk_param *a = (*p)->params; a->name; a++) all &= in_hebrew(a->help);
        for (const mk_column_doc *c = (*p)->columns; c->name; c++) all &= in_hebrew(c->help);
    }
    for (const mk_global *g = mk_globals; g->name; g++) all &= in_hebrew(g->help);
    assert_true(all);
}

static void test_error_words(void **state)
{
    (void)state;
    for (int code = MK_E_FIRST_ + 1; code < MK_E_END_; code++) {
        assert_string_not_equal(mk_error_title(code, MK_HE), mk_error_title(code, MK_EN));
        assert_string_not_equal(mk_error_hint(code, MK_HE), mk_error_hint(code, MK_EN));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_versions), cmocka_unit_test(test_kinds), cmocka_unit_test(test_each), cmocka_unit_test(test_cursors), cmocka_unit_test(test_examples), cmocka_unit_test(test_openapi),
        cmocka_unit_test(test_pages_current), cmocka_unit_test(test_error_words), cmocka_unit_test(test_hebrew),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
