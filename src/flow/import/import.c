/* SPDX-License-Identifier: Apache-2.0 */
#include "import.h"
#include "import_int.h"
#include "jsonw.h"
#include <sys/stat.h>

static mk_str base_name(const char *path)
{
    mk_str s = mk_str_of(path);
    while (s.n > 1 && s.p[s.n - 1] == '/') s.n--;
    size_t from = s.n;
    while (from && s.p[from - 1] != '/') from--;
    return mk_str_sub(s, from, s.n);
}

/* Spill files lie beside the store: there must be room for the data there anyway. */
const char *mk_import_folder(mk_cx *cx, const char *url)
{
    mk_str s = mk_str_of(url);
    while (s.n && s.p[s.n - 1] != '/') s.n--;
    return s.n ? mk_arena_z(cx->arena, s) : ".";
}

typedef struct stored_mapping { mk_str fingerprint, mapping; } stored_mapping;

static int find_mapping(mk_cx *cx, mk_db *db, void *arg)
{
    stored_mapping *m = arg;
    mk_value key = mk_text(m->fingerprint), row[MK_MAPPING_N];
    int rc = mk_table_get(cx, db, MK_T_MAPPING, &key, row);
    if (rc > 0) m->mapping = row[MK_MAPPING_MAPPING].s;
    return rc < 0 ? rc : 0;
}

const mk_field_def *mk_import_own(const mk_importer *im, mk_str kind)
{
    for (size_t i = 0; i < im->own_n; i++)
        if (mk_str_eq(im->own[i].key, mk_str_sub(kind, strlen("field:"), kind.n))) return &im->own[i];
    return NULL;
}

/* The fields of the shop's own that columns are mapped to. `remembered`: false when one of them is there no more, MK_EBADDATA when it was asked for. */
static int own_fields(mk_cx *cx, mk_store *s, mk_importer *im, const mk_door_info *info, bool *remembered)
{
    for (size_t i = 0; i < info->column_n; i++) {
        mk_str field = info->column[i].field;
        if (!mk_stated_own(field)) continue;
        if (!im->own) MK_TRY(mk_field_list(cx, s, &im->own, &im->own_n));
        if (mk_import_own(im, field)) continue;
        if (!*remembered) return mk_fail(cx, MK_EBADDATA, "mapping: the shop has no field of its own that is named \"%.*s\"; see: makir field list", MK_SARG(mk_str_sub(field, strlen("field:"), field.n)));
        *remembered = false;
        return 0;
    }
    return 0;
}

static int open_door(mk_cx *cx, mk_store *s, const char *path, mk_importer *im)
{
    const mk_import_options *opt = im->opt;
    mk_door_options d = { .mapping = opt->mapping, .tz = opt->tz, .spill = im->dir, .name = opt->name };
    bool remembered = false;
    memcpy(d.currency, opt->currency, sizeof d.currency);
    MK_TRY(mk_door_open(cx, path, &d, &im->door));
    const mk_door_info *info = mk_door_about(im->door);
    MK_TRY(own_fields(cx, s, im, info, &remembered));
    if (opt->mapping.n == 0 && info->fingerprint.n) {
        stored_mapping m = { .fingerprint = info->fingerprint };
        MK_TRY(mk_store_read(cx, s, find_mapping, &m));
        d.mapping = m.mapping;
        if (m.mapping.n) {
            MK_TRY(mk_door_open(cx, path, &d, &im->door));
            remembered = true;
            MK_TRY(own_fields(cx, s, im, mk_door_about(im->door), &remembered));
            d.mapping = MK_S("");
            if (!remembered) MK_TRY(mk_door_open(cx, path, &d, &im->door));
            info = mk_door_about(im->door);
        }
    }
    im->res->door = *info;
    im->res->mapping = mk_door_mapping(cx, im->door);
    return 0;
}

static int save_mapping(mk_cx *cx, mk_db *db, const mk_importer *im)
{
    if (im->opt->mapping.n == 0 || im->res->door.fingerprint.n == 0) return 0;
    mk_value v[MK_MAPPING_N] = { mk_text(im->res->door.fingerprint), mk_text(im->opt->mapping), mk_int(cx->now), mk_textz(cx->who) };
    int rc = mk_table_put(cx, db, MK_T_MAPPING, v);
    return rc < 0 ? rc : 0;
}

/* In order of time, and behind all others even if the clock was set back. */
static int new_batch(mk_cx *cx, mk_db *db, int64_t *ret)
{
    int64_t last;
    MK_TRY(mk_select_int(cx, db, &last, MK_Q_BATCH_NEWEST, mk_int(1)));
    *ret = mk_time_id(cx->now, 0);
    if (*ret <= last) *ret = last + 1;
    return 0;
}

static int record_batch(mk_cx *cx, mk_db *db, const mk_importer *im)
{
    const mk_import_result *r = im->res;
    mk_buf b = mk_buf_on(cx->arena);
    mk_jsonw w = mk_jsonw_on(&b);
    mk_json_open(&w, '[');
    for (size_t i = 0; i < r->door.warning_n; i++) mk_json_str(&w, r->door.warning[i]);
    for (size_t i = 0; i < r->doubts; i++) mk_json_str(&w, r->doubt[i]);
    if (r->moved_said.n) mk_json_str(&w, r->moved_said);
    mk_json_close(&w);
    mk_value v[MK_BATCH_N] = {
        mk_int(im->journal.batch), mk_int(cx->now), mk_text(r->door.kind), mk_text(im->source), mk_text(r->file), mk_textz("applied"),
        mk_int((int64_t)r->rows), mk_int((int64_t)r->added), mk_int((int64_t)r->updated), mk_int((int64_t)r->same), mk_int((int64_t)r->bad),
        mk_text(r->mapping), mk_text(mk_buf_str(&b)), mk_textz(cx->who), mk_null() };
    int rc = mk_table_insert(cx, db, MK_T_BATCH, v);
    if (rc >= 0) rc = mk_table_insert(cx, db, MK_T_TOUCHED_BATCH, v);
    return rc < 0 ? rc : 0;
}

/* What can be done while others write: documents put together, and who is who. */
static int prepare(mk_cx *cx, mk_db *db, void *arg)
{
    mk_importer *im = arg;
    MK_TRY(mk_import_documents(cx, db, im));
    MK_TRY(mk_import_bad_end(cx, im));
    MK_TRY(mk_import_who(cx, db, im));
    MK_TRY(mk_sorter_sort(cx, im->customers));
    return mk_sorter_sort(cx, im->loads);
}

static int load(mk_cx *cx, mk_db *db, void *arg)
{
    mk_importer *im = arg;
    if (!im->locked && mk_db_stamp(db) != im->stamp) {          /* somebody wrote: what was prepared may be wrong */
        im->stale = true;
        mk_store_leave(db);
        return 0;
    }
    MK_TRY(new_batch(cx, db, &im->journal.batch));
    MK_TRY(mk_import_load(cx, db, im));
    if (im->changed) {
        MK_TRY(save_mapping(cx, db, im));
        MK_TRY(record_batch(cx, db, im));
    } else {
        mk_store_leave(db);             /* a file that says nothing new leaves no trace */
    }
    im->res->batch = im->changed && !im->opt->dry_run ? im->journal.batch : 0;
    return 0;
}

static int forgotten(mk_cx *cx, mk_db *db, void *arg) { return mk_forgotten_read(cx, db, arg); }

static int read_all(mk_cx *cx, mk_store *s, mk_importer *im)
{
    mk_import_result *ret = im->res;
    MK_TRY(open_door(cx, s, im->path, im));
    im->source = ret->source = im->opt->source.n ? im->opt->source : ret->door.source;
    size_t memory = cx->limits.sort_bytes;
    im->people = mk_sorter_new(cx, memory / 3, im->dir);
    im->items = mk_sorter_new(cx, memory / 8, im->dir);
    im->docs = mk_sorter_new(cx, memory, im->dir);
    im->owned = mk_sorter_new(cx, memory, im->dir);
    im->cut = mk_map_on(cx->arena);
    im->left_out = mk_map_on(cx->arena);
    MK_TRY(mk_store_read(cx, s, forgotten, &im->forgotten));
    MK_TRY(mk_import_read(cx, im));
    ret->door = *mk_door_about(im->door);
    if (ret->rows == ret->bad && ret->rows > 0)
        return mk_fail(cx, MK_EBADDATA, "none of the %" PRIu64 " rows of this file could be used. The first: %.*s", ret->rows, MK_SARG(ret->problem[0]));
    im->customers = mk_sorter_new(cx, memory / 3, im->dir);
    im->loads = mk_sorter_new(cx, memory, im->dir);
    return 0;
}

/* Everything inside the lock: when somebody was quicker before, or when the store's own words are needed once more. */
static int all(mk_cx *cx, mk_db *db, void *arg)
{
    mk_importer *im = arg;
    MK_TRY(read_all(cx, im->store, im));
    MK_TRY(prepare(cx, db, im));
    return load(cx, db, im);
}

static int save_mapping_body(mk_cx *cx, mk_db *db, void *arg) { return save_mapping(cx, db, arg); }

int mk_import(mk_cx *cx, mk_store *s, const char *path, const mk_import_options *opt, mk_import_result *ret)
{
    int (*const write)(mk_cx *, mk_store *, mk_store_fn, void *) = opt->dry_run ? mk_store_try : mk_store_write;
    mk_arena_mark m = mk_arena_here(cx->arena);
    mk_import_result fresh = { .file = mk_arena_dup(cx->arena, opt->name.n ? opt->name : base_name(path)) };
    mk_importer im = { .opt = opt, .res = ret, .path = path, .store = s, .dir = mk_import_folder(cx, mk_store_url(s)) };
    struct stat st;
    *ret = fresh;
    MK_TRY(mk_store_stamp(cx, s, &im.stamp));
    MK_TRY(read_all(cx, s, &im));
    MK_TRY(mk_store_read(cx, s, prepare, &im));
    MK_TRY(write(cx, s, load, &im));
    if (im.stale && stat(path, &st) == 0 && !S_ISREG(st.st_mode) && !S_ISDIR(st.st_mode))
        return mk_fail(cx, MK_EBUSY, "somebody else wrote to the store while this was read, and a pipe cannot be read twice; give the file itself, or try again");
    if (im.stale) {
        mk_arena_rewind(cx->arena, m);
        fresh.file = mk_arena_dup(cx->arena, opt->name.n ? opt->name : base_name(path));
        *ret = fresh;
        im = (mk_importer){ .opt = opt, .res = ret, .path = path, .store = s, .locked = true, .dir = mk_import_folder(cx, mk_store_url(s)) };
        MK_TRY(write(cx, s, all, &im));
    }
    return im.changed || opt->dry_run || opt->mapping.n == 0 ? 0 : mk_store_write(cx, s, save_mapping_body, &im);
}
