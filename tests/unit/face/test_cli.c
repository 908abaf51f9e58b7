/* SPDX-License-Identifier: Apache-2.0
 * Command lines of a small table: what is printed where, and the exit codes. */
#include "../op/fixture.h"
#include "cli.h"

static const char *env_lang;
static const char *environment(const char *name) { return strcmp(name, "LANG") == 0 ? env_lang : NULL; }

typedef struct result { int code; char *out, *err; } result;

static int fixture_show_run(mk_cx *cx, const mk_op_env *env, const mk_args *args, mk_out *out)
{
    (void)cx;
    mk_out_row(out);
    mk_out_text(out, "who", mk_str_of(cx->who));
    mk_out_text(out, "db", mk_str_of(env->db));
    mk_out_text(out, "secret", mk_arg_text(args, "secret"));
    if (mk_str_eqz(mk_arg_text(args, "secret"), "ill")) mk_out_unwell(out);
    return 0;
}

static const mk_op fixture_whoami = {
    .name = "whoami", .verb = "POST", .path = "/v1/whoami", .summary = "Who", .help = "", .example = "makir whoami", .role = MK_OWNER,
    .flags = MK_OP_READ | MK_OP_ONE | MK_OP_NO_STORE,
    .params = (const mk_param[]){ { "secret", MK_P_SECRET, MK_PF_REQUIRED, NULL, 0, 0, NULL, "a secret", NULL }, { NULL } },
    .columns = (const mk_column_doc[]){ { "who", MK_C_TEXT, "" }, { "db", MK_C_TEXT, "" }, { "secret", MK_C_TEXT, "" }, { NULL } },
    .run = fixture_show_run,
};

static mk_op find_no_store, note_no_store;
static const mk_op *const ops[] = { &find_no_store, &note_no_store, &fixture_whoami, NULL };

static result run(const char *input, ...)
{
    const char *argv[16] = { "makir" };
    int argc = 1;
    va_list ap;
    va_start(ap, input);
    for (const char *w; (w = va_arg(ap, const char *)); ) argv[argc++] = w;
    va_end(ap);
    find_no_store = fixture_find;
    note_no_store = fixture_note;
    find_no_store.flags |= MK_OP_NO_STORE;
    note_no_store.flags |= MK_OP_NO_STORE;
    mk_cx *cx = test_cx();
    result r = { 0 };
    size_t n;
    char *in = strdup(*input ? input : "\n");
    mk_cli cli = { .in = fmemopen(in, strlen(in), "r"), .out = open_memstream(&r.out, &n), .getenv = environment, .ops = ops };
    size_t m;
    cli.err = open_memstream(&r.err, &m);
    r.code = mk_cli_main(cx, &cli, argc, argv);
    fclose(cli.in);
    fclose(cli.out);
    fclose(cli.err);
    free(in);
    test_cx_free(cx);
    return r;
}

static void done(result r) { free(r.out); free(r.err); }

#define SAYS(text, what) do { if (!strstr(text, what)) fail_msg("no \"%s\" in: %s", what, text); } while (0)

static void test_runs(void **state)
{
    (void)state;
    env_lang = "en_US.UTF-8";
    result r = run("", "--json", "customer", "find", "רונית", "--limit", "3", NULL);
    assert_int_equal(r.code, 0);
    SAYS(r.out, "{\"rows\":[{\"customer\":\"000013xrzp16b\"");
    assert_string_equal(r.err, "");                     /* in JSON the notes are inside */
    done(r);
    r = run("", "customer", "find", "x", "--csv", NULL);
    SAYS(r.out, "customer,name,spent");
    assert_string_equal(r.err, "2 customers\n");
    done(r);
    r = run("", "customer", "find", "x", "--quiet", NULL);
    SAYS(r.out, "רונית כהן");
    assert_string_equal(r.err, "");
    done(r);
    r = run("", "customer", "note", "0000000000001", "--", "--json", NULL);
    SAYS(r.out, "--json");
    done(r);
    r = run("s3cret\nmore", "whoami", "--as", "dana", "--db=/x/y.db", "--json", NULL);
    assert_string_equal(r.out, "{\"who\":\"dana\",\"db\":\"/x/y.db\",\"secret\":\"s3cret\"}\n");
    done(r);
    r = run("ill\n", "whoami", "--as", "dana", "--db=/x/y.db", "--json", NULL);       /* told whole, and a script can see that it is bad */
    assert_int_equal(r.code, 1);
    assert_string_equal(r.out, "{\"who\":\"dana\",\"db\":\"/x/y.db\",\"secret\":\"ill\"}\n");
    done(r);
}

static void test_errors(void **state)
{
    (void)state;
    env_lang = "en_US.UTF-8";
    result r = run("", "customer", "find", "x", "--limt", "3", NULL);
    assert_int_equal(r.code, 2);
    assert_string_equal(r.out, "");
    assert_string_equal(r.err, "makir: unknown option --limt; did you mean --limit?\n  see --help for what is expected\n");
    done(r);
    r = run("", "customer", "note", "0000000000001", "fail", NULL);
    assert_int_equal(r.code, 3);
    assert_string_equal(r.err, "makir: no such customer\n  check the spelling or the id\n");
    done(r);
    env_lang = "he_IL.UTF-8";
    r = run("", "customer", "note", "0000000000001", "fail", NULL);
    assert_string_equal(r.err, "makir: לא נמצא: no such customer\n  כדאי לבדוק את האיות או את המזהה\n");
    done(r);
    r = run("", "--lang", "en", "custmer", "find", NULL);
    SAYS(r.err, "did you mean customer?");
    done(r);
    r = run("", "--lang", "en", "customer", "fnd", NULL);
    SAYS(r.err, "did you mean customer find?");
    done(r);
    r = run("", "--lang", "en", "customer", NULL);
    assert_int_equal(r.code, 2);
    SAYS(r.err, "makir help customer");
    done(r);
    r = run("", "--lang", "fr", "customer", NULL);
    SAYS(r.err, "--lang must be he or en");
    done(r);
    r = run("", "--db", NULL);
    SAYS(r.err, "--db needs a value");
    done(r);
    r = run("", "whoami", NULL);
    SAYS(r.err, "nothing was given");
    done(r);
    r = run("", "customer", "note", "0000000000001", "memory", NULL);
    assert_int_equal(r.code, 13);
    done(r);
}

static void test_help(void **state)
{
    (void)state;
    env_lang = "C";
    static const char *const ways[][3] = { { "--help" }, { "help" }, { NULL } };
    for (size_t i = 0; i < 3; i++) {
        result r = run("", ways[i][0], NULL);
        assert_int_equal(r.code, 0);
        SAYS(r.out, "customer find");
        SAYS(r.out, "--db PATH");
        done(r);
    }
    result a = run("", "help", "customer", "find", NULL), b = run("", "customer", "find", "--help", NULL), c = run("", "customer", "find", "x", "-h", NULL);
    assert_string_equal(a.out, b.out);
    assert_string_equal(a.out, c.out);
    SAYS(a.out, "usage: makir customer find TEXT... [--limit N] [--min-alive X] [--since YYYY-MM-DD] [--stage buyer|regular|lapsed]");
    SAYS(a.out, "default 20; 1 to 100");
    done(a), done(b), done(c);
    a = run("", "customer", "--help", NULL);
    SAYS(a.out, "customer find");
    SAYS(a.out, "customer note");
    assert_null(strstr(a.out, "whoami"));
    done(a);
    a = run("", "help", "nosuch", NULL);
    assert_int_equal(a.code, 2);
    done(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_runs), cmocka_unit_test(test_errors), cmocka_unit_test(test_help) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
