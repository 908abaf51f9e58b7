/* SPDX-License-Identifier: Apache-2.0 */
#include "room.h"
#include "jsonw.h"
#include "posting.h"
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

void room_fresh(room *r)
{
    mk_cx was = r->cx;
    mk_arena_free(was.arena);
    mk_cx_init(&r->cx, mk_arena_new());
    r->cx.now = was.now;
    r->cx.limits = was.limits;
    r->cx.threads = was.threads;
    r->cx.lang = was.lang;
    memcpy(r->cx.who, was.who, sizeof was.who);
}

static void remove_folder(const char *dir)
{
    DIR *d = opendir(dir);
    for (struct dirent *e; d && (e = readdir(d));) {
        char path[400];
        snprintf(path, sizeof path, "%s/%s", dir, e->d_name);
        if (e->d_name[0] != '.') unlink(path);
    }
    if (d) closedir(d);
    rmdir(dir);
}

/* A test that fails leaves by a jump and closes nothing: what is left when the program ends goes then. */
enum { FOLDERS = 64 };
static char folders[FOLDERS][sizeof ((room *)0)->dir];

static void remove_folders(void)
{
    for (int i = 0; i < FOLDERS; i++)
        if (folders[i][0]) remove_folder(folders[i]);
}

static void remember(const char *dir)
{
    static bool registered;
    if (!registered) registered = atexit(remove_folders) == 0;
    for (int i = 0; i < FOLDERS; i++)
        if (!folders[i][0]) { snprintf(folders[i], sizeof folders[i], "%s", dir); return; }
}

/* In memory where there is such a place: thousands of stores are made, and each of their writes waits for the disk. */
static void make_folder(char dir[sizeof ((room *)0)->dir])
{
    snprintf(dir, sizeof ((room *)0)->dir, "%s/makir-test-XXXXXX", access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
    if (!mkdtemp(dir)) fail_msg("no temporary folder");
    remember(dir);
}

void room_copy(const char *from, const char *to)
{
    char bytes[1 << 16];
    int in = open(from, O_RDONLY | O_CLOEXEC), out = in < 0 ? -1 : open(to, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (in < 0) { unlink(to); return; }
    for (ssize_t n; (n = read(in, bytes, sizeof bytes)) > 0;)
        if (out < 0 || write(out, bytes, (size_t)n) != n) fail_msg("cannot write %s", to);
    close(in);
    close(out);
}

/* A new store, made once: its schema would be most of the work of many a test. */
static const char *new_store(mk_cx *cx)
{
    static char dir[sizeof ((room *)0)->dir], path[sizeof ((room *)0)->url];
    mk_store *s;
    if (path[0]) return path;
    make_folder(dir);
    snprintf(path, sizeof path, "%s/new.makir", dir);
    assert_ok(cx, mk_store_open(cx, path, MK_STORE_CREATE, &s));
    mk_store_close(s);
    return path;
}

void room_open(room *r)
{
    memset(r, 0, sizeof *r);
    make_folder(r->dir);
    snprintf(r->url, sizeof r->url, "%s/shop.makir", r->dir);
    mk_cx_init(&r->cx, mk_arena_new());
    r->cx.now = ROOM_NOW;
    r->cx.limits.sort_bytes = 1 << 20;          /* small files, quickly */
    r->cx.lang = MK_EN;
    room_copy(new_store(&r->cx), r->url);
    assert_ok(&r->cx, mk_store_open(&r->cx, r->url, 0, &r->store));
}

void room_reopen(room *r)
{
    mk_store_close(r->store);
    r->store = NULL;
    assert_ok(&r->cx, mk_store_open(&r->cx, r->url, 0, &r->store));
}

void room_close(room *r)
{
    mk_store_close(r->store);
    mk_arena_free(r->cx.arena);
    remove_folder(r->dir);
    for (int i = 0; i < FOLDERS; i++)
        if (strcmp(folders[i], r->dir) == 0) folders[i][0] = 0;
}

const char *room_path(room *r, const char *name) { return mk_arena_printf(r->cx.arena, "%s/%s", r->dir, name).p; }

const char *room_write(room *r, const char *name, const char *bytes)
{
    const char *path = room_path(r, name);
    FILE *f = fopen(path, "w");
    if (!f || fputs(bytes, f) < 0 || fclose(f)) fail_msg("cannot write %s", path);
    return path;
}

/* --- looking at everything --- */

typedef struct dumping { mk_buf out; unsigned flags; mk_table_id only; room_row_fn fn; void *self; size_t count; } dumping;

static void dump_row(mk_buf *b, mk_table_id t, const mk_value *v, unsigned flags)
{
    mk_buf_printf(b, "%s", mk_tables[t].name);
    for (int i = 0; i < mk_tables[t].columns; i++) {
        mk_buf_c(b, '|');
        if (flags & ROOM_DUMP_NO_LINE && t == MK_T_SOURCE_ROW && i == MK_SOURCE_ROW_LINE) continue;
        switch (v[i].type) {
        case MK_NULL: mk_buf_printf(b, "null"); break;
        case MK_INT: mk_buf_printf(b, "%" PRId64, v[i].i); break;
        case MK_REAL: mk_buf_printf(b, "%a", v[i].r); break;
        case MK_TEXT: case MK_BLOB:
            for (size_t k = 0; k < v[i].s.n; k++) {
                uint8_t c = (uint8_t)v[i].s.p[k];
                if (c < 0x20 || (c >= 0x7f && v[i].type == MK_BLOB)) mk_buf_printf(b, "\\x%02x", c);
                else mk_buf_c(b, (char)c);
            }
            break;
        }
    }
    mk_buf_c(b, '\n');
}

/* 1: no more is wanted. */
static int one_row(dumping *d, mk_table_id t, const mk_value *v)
{
    d->count++;
    if (!d->fn) dump_row(&d->out, t, v, d->flags);
    return d->fn && !d->fn(d->self, v);
}

/* How it is cut into runs and blocks depends on what came when; what it says does not. */
static int one_posting(mk_cx *cx, void *self, mk_posting p)
{
    mk_value v[MK_POSTING_N] = { mk_int(0), mk_text(p.token), mk_int(p.customer), mk_null() };
    (void)cx;
    return one_row(self, MK_T_POSTING, v);
}

static int walk_tables(mk_cx *cx, mk_db *db, void *arg)
{
    dumping *d = arg;
    for (mk_table_id t = 0; t < MK_T_COUNT_; t++) {
        if (d->only == MK_T_COUNT_ && (t == MK_T_TOUCHED || t == MK_T_TOUCHED_BATCH)) continue;        /* what is to be looked at again */
        if (d->only != MK_T_COUNT_ ? d->only != t : (t == MK_T_BATCH || t == MK_T_MERGE || t == MK_T_VERDICT) && !(d->flags & ROOM_DUMP_BATCH)) continue;
        mk_rows r;
        int rc;
        if (t == MK_T_POSTING) {
            if ((rc = mk_postings_walk(cx, db, MK_S(""), MK_S("\xff"), one_posting, d)) != 0) return rc < 0 ? rc : 0;
            continue;
        }
        MK_TRY(mk_select_n(cx, db, &r, mk_table_query(&mk_tables[t], MK_TQ_ALL), NULL, 0));
        while ((rc = mk_rows_next(cx, &r)) > 0) {
            mk_value v[MK_COLUMNS_MAX];
            for (int i = 0; i < mk_tables[t].columns; i++) v[i] = mk_row_value(&r, i);
            if (one_row(d, t, v)) { mk_rows_end(&r); return 0; }
        }
        MK_TRY(rc);
    }
    return 0;
}

static void walk(mk_store *s, dumping *d)
{
    mk_arena *scratch = mk_arena_new();
    mk_cx cx;
    mk_cx_init(&cx, scratch);
    assert_ok(&cx, mk_store_read(&cx, s, walk_tables, d));
    mk_arena_free(scratch);
}

mk_str room_dump_of(mk_store *s, mk_arena *a, unsigned flags)
{
    dumping d = { .out = mk_buf_on(a), .flags = flags, .only = MK_T_COUNT_ };
    walk(s, &d);
    return mk_buf_str(&d.out);
}

mk_str room_dump(room *r, mk_arena *a, unsigned flags) { return room_dump_of(r->store, a, flags); }

void room_each(room *r, mk_table_id t, room_row_fn fn, void *self)
{
    dumping d = { .only = t, .fn = fn, .self = self };
    walk(r->store, &d);
}

static bool any_row(void *self, const mk_value *row) { (void)self, (void)row; return true; }

size_t room_count(room *r, mk_table_id t)
{
    dumping d = { .only = t, .fn = any_row };
    walk(r->store, &d);
    return d.count;
}

void room_same_at(mk_str was, mk_str is, const char *what, const char *file, int line)
{
    if (mk_str_eq(was, is)) return;
    size_t i = 0, from = 0;
    while (i < was.n && i < is.n && was.p[i] == is.p[i]) {
        if (was.p[i] == '\n') from = i + 1;
        i++;
    }
    size_t a = from, b = from;
    while (a < was.n && was.p[a] != '\n') a++;
    while (b < is.n && is.p[b] != '\n') b++;
    print_error("%s:%d: %s\n  was: %.*s\n  is:  %.*s\n", file, line, what, (int)(a - from), was.p + from, (int)(b - from), is.p + from);
    fail_msg("%s: the stores differ", what);
}

typedef struct naming { const char *name; int64_t id; int n; } naming;

static bool by_name(void *self, const mk_value *row)
{
    naming *n = self;
    if (mk_str_eqz(row[MK_CUSTOMER_NAME].s, n->name)) {
        n->id = row[MK_CUSTOMER_CUSTOMER_ID].i;
        n->n++;
    }
    return true;
}

int64_t room_named(room *r, const char *name)
{
    naming n = { .name = name };
    room_each(r, MK_T_CUSTOMER, by_name, &n);
    if (n.n > 1) fail_msg("%d customers are named %s", n.n, name);
    return n.id;
}

/* --- deeds --- */

typedef struct importing { room *r; const char *path; mk_import_options opt; mk_import_result *res; } importing;

static int do_import(mk_cx *cx, void *arg)
{
    importing *i = arg;
    return mk_import(cx, i->r->store, i->path, &i->opt, i->res);
}

int room_import_try(room *r, const char *path, const char *source, bool dry_run, mk_import_result *ret)
{
    importing i = { r, path, { .dry_run = dry_run, .source = mk_str_of(source), .currency = "ILS", .tz = mk_tz_utc() }, ret };
    return mk_cx_guard(&r->cx, do_import, &i);
}

mk_import_result room_import(room *r, const char *path, const char *source, bool dry_run)
{
    mk_import_result res;
    assert_ok(&r->cx, room_import_try(r, path, source, dry_run, &res));
    return res;
}

mk_undo_result room_undo(room *r, int64_t batch)
{
    mk_undo_result u;
    assert_ok(&r->cx, mk_undo(&r->cx, r->store, batch, NULL, 0, &u));
    return u;
}
