/* SPDX-License-Identifier: Apache-2.0
 * Global options may stand anywhere on the line; everything else is left to the operation. */
#include "args.h"
#include "cli_int.h"
#include "reference.h"

static mk_lang lang_of_environment(const mk_cli *cli)
{
    static const char *const names[] = { "LC_ALL", "LC_MESSAGES", "LANG" };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const char *v = cli->getenv(names[i]);
        if (v && *v) return strncmp(v, "he", 2) == 0 || strncmp(v, "iw", 2) == 0 ? MK_HE : MK_EN;
    }
    return MK_EN;
}

static const mk_global *global(mk_str name)
{
    for (const mk_global *g = mk_globals; g->name; g++)
        if (mk_str_eqz(name, g->name)) return g;
    return NULL;
}

static int set(mk_cx *cx, mk_cli_line *l, const mk_global *g, const char *value)
{
    const char *n = g->name;
    if (strcmp(n, "db") == 0) l->db = value;
    else if (strcmp(n, "as") == 0) l->as = value;
    else if (strcmp(n, "json") == 0) l->format = MK_FMT_JSON;
    else if (strcmp(n, "csv") == 0) l->format = MK_FMT_CSV;
    else if (strcmp(n, "xlsx") == 0) l->workbook = value;
    else if (strcmp(n, "ndjson") == 0) l->format = MK_FMT_NDJSON;
    else if (strcmp(n, "quiet") == 0) l->quiet = true;
    else if (strcmp(n, "help") == 0) l->help = true;
    else if (strcmp(n, "version") == 0) l->version = true;
    else if (strcmp(n, "lang") == 0) {
        if (strcmp(value, "he") != 0 && strcmp(value, "en") != 0) return mk_fail(cx, MK_EINVAL, "--lang must be he or en");
        cx->lang = value[0] == 'h' ? MK_HE : MK_EN;
    }
    return 0;
}

int mk_cli_globals(mk_cx *cx, const mk_cli *cli, int argc, const char *const *argv, mk_cli_line *l)
{
    *l = (mk_cli_line){ .format = MK_FMT_TABLE, .word = MK_NEWN(cx->arena, const char *, argc + 1) };
    cx->lang = lang_of_environment(cli);
    for (int i = 1; i < argc; i++) {
        const char *w = argv[i];
        if (strcmp(w, "--") == 0) {                 /* this and all behind it are the operation's */
            while (i < argc) l->word[l->words++] = argv[i++];
            break;
        }
        if (strcmp(w, "-h") == 0) w = "--help";
        if (strcmp(w, "-V") == 0) w = "--version";
        const char *eq = strchr(w, '=');
        mk_str name = { w + 2, strncmp(w, "--", 2) ? 0 : eq ? (size_t)(eq - w - 2) : strlen(w + 2) };
        const mk_global *g = name.n ? global(name) : NULL;
        if (!g) { l->word[l->words++] = argv[i]; continue; }
        const char *value = "";
        if (g->word && eq) value = eq + 1;
        else if (g->word && i + 1 < argc) value = argv[++i];
        else if (g->word) return mk_fail(cx, MK_EINVAL, "--%s needs a value", g->name);
        else if (eq) return mk_fail(cx, MK_EINVAL, "--%s takes no value", g->name);
        MK_TRY(set(cx, l, g, value));
    }
    if (!l->db) l->db = cli->getenv("MAKIR_DB");
    if (!l->db || !*l->db) l->db = "makir.db";
    if (l->as) {
        mk_str who = mk_str_of(l->as);
        if (who.n == 0 || who.n >= sizeof cx->who) return mk_fail(cx, MK_EINVAL, "--as must be a name of at most %zu bytes", sizeof cx->who - 1);
        memcpy(cx->who, who.p, who.n + 1);
    }
    return 0;
}

const mk_op *mk_cli_lookup(const mk_op *const *ops, const mk_cli_line *l, size_t *used)
{
    const mk_op *best = NULL;
    for (; *ops; ops++) {
        const char *name = (*ops)->name;
        size_t n = 0;
        for (; *name && n < l->words; n++) {
            size_t len = strcspn(name, " ");
            if (strlen(l->word[n]) != len || memcmp(l->word[n], name, len) != 0) break;
            name += len + (name[len] == ' ');
        }
        if (!*name && (!best || n > *used)) best = *ops, *used = n;
    }
    return best;
}

int mk_cli_unknown(mk_cx *cx, const mk_op *const *ops, const mk_cli_line *l)
{
    const char *first = l->word[0];
    if (first[0] == '-') return mk_fail(cx, MK_EINVAL, "unknown option %.40s; see: makir help", first);
    const char *names[512];
    size_t n = 0, noun = strlen(first);
    bool known = false;
    for (const mk_op *const *o = ops; *o; o++) known |= strncmp((*o)->name, first, noun) == 0 && (*o)->name[noun] == ' ';
    if (known && l->words == 1) return mk_fail(cx, MK_EINVAL, "%.40s needs a verb; see: makir help %.40s", first, first);
    /* a known noun: its verbs; otherwise the first words of all names */
    for (const mk_op *const *o = ops; *o && n < 512; o++) {
        const char *name = (*o)->name;
        if (known && !(strncmp(name, first, noun) == 0 && name[noun] == ' ')) continue;
        if (known) names[n++] = name + noun + 1;
        else names[n++] = mk_arena_z(cx->arena, (mk_str){ name, strcspn(name, " ") });
    }
    const char *wrong = known ? l->word[1] : first, *near = mk_nearest(mk_str_of(wrong), names, n);
    if (known && near) return mk_fail(cx, MK_EINVAL, "no such command: %.40s %.40s; did you mean %.40s %s?", first, wrong, first, near);
    if (known) return mk_fail(cx, MK_EINVAL, "no such command: %.40s %.40s; see: makir help %.40s", first, wrong, first);
    if (near) return mk_fail(cx, MK_EINVAL, "no such command: %.40s; did you mean %s?", first, near);
    return mk_fail(cx, MK_EINVAL, "no such command: %.40s; see: makir help", first);
}
