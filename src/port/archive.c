/* SPDX-License-Identifier: Apache-2.0 */
#include "archive.h"
#include "vec.h"
#include "zipped.h"
#include <dirent.h>
#include <errno.h>
#include <sys/stat.h>

enum { DEPTH = 8, NESTED = 3, ENTRIES = 20000 };
static const uint64_t INNER_ARCHIVES = 512u << 20;      /* archives in an archive are held in memory: all of them together */

typedef enum part { OTHER, INI, DATA, DATA_ZIP, DATA_PACKED, ZIP, TEXT } part;

typedef struct finder {
    mk_cx *cx;
    mk_arena *arena;
    mk_vec(mk_export) export;
    mk_found found;
    size_t entries;
    uint64_t held;              /* bytes of archives in archives */
} finder;

static mk_str base_name(mk_str path)
{
    for (size_t i = path.n; i-- > 0;)
        if (path.p[i] == '/' || path.p[i] == '\\') return mk_str_sub(path, i + 1, path.n);
    return path;
}

static bool ends(mk_str s, const char *tail)
{
    size_t n = strlen(tail);
    return s.n >= n && mk_str_ieq(mk_str_sub(s, s.n - n, s.n), mk_str_of(tail));
}

static part part_of(mk_str path)
{
    mk_str name = base_name(path);
    if (name.n == 0 || name.p[0] == '.') return OTHER;
    if (mk_str_ieq(name, MK_S("ini.txt"))) return INI;
    if (mk_str_ieq(mk_str_sub(name, 0, 8), MK_S("bkmvdata"))) {
        if (name.n == 8 || mk_str_ieq(name, MK_S("bkmvdata.txt"))) return DATA;
        if (mk_str_ieq(name, MK_S("bkmvdata.zip"))) return DATA_ZIP;
        if (name.p[8] == '.') return DATA_PACKED;
    }
    if (ends(name, ".zip")) return ZIP;
    static const char *const texts[] = { ".csv", ".tsv", ".txt", ".vcf", ".ndjson", ".jsonl" };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        if (ends(name, texts[i])) return TEXT;
    return OTHER;
}

bool mk_archive_is_zip(mk_str head) { return head.n >= 4 && (memcmp(head.p, "PK\3\4", 4) == 0 || memcmp(head.p, "PK\5\6", 4) == 0); }

bool mk_archive_is_part(mk_str path)
{
    part p = part_of(path);
    return p == INI || p == DATA || p == DATA_ZIP;
}

static mk_export *export_at(finder *f, mk_str where)
{
    for (size_t i = 0; i < f->export.n; i++)
        if (mk_str_eq(f->export.p[i].where, where)) return &f->export.p[i];
    mk_export *x = mk_vec_push(f->arena, &f->export);
    x->where = where;
    return x;
}

static mk_str folder_of(finder *f, mk_str inside, mk_str path)
{
    mk_str dir = mk_str_sub(path, 0, (size_t)(base_name(path).p - path.p));
    return mk_arena_printf(f->arena, "%.*s%s%.*s", MK_SARG(inside), inside.n && dir.n ? "/" : "", MK_SARG(dir));
}

/* Looks at every entry of an archive. Data that is packed alone ("BKMVDATA.zip") belongs to the folder the archive lies in. */
static int walk_zip(finder *f, zip_t *zip, mk_str where, bool is_data, int nested)
{
    mk_cx *cx = f->cx;
    zip_int64_t n = zip_get_num_entries(zip, 0);
    for (zip_int64_t i = 0; i < n; i++) {
        if (++f->entries > ENTRIES) return mk_fail(cx, MK_ELIMIT, "more than %d files; give the folder of the export alone", ENTRIES);
        const char *name = zip_get_name(zip, (zip_uint64_t)i, 0);
        if (!name) continue;
        mk_str path = mk_arena_dup(f->arena, mk_str_of(name)), folder = is_data ? where : folder_of(f, where, path);
        part p = part_of(path);
        if (p == INI || p == DATA) {
            mk_export *x = export_at(f, folder);
            mk_source **slot = p == INI ? &x->ini : &x->data;
            if (!*slot) *slot = mk_zipped(f->arena, zip, (zip_uint64_t)i, path);
        } else if ((p == ZIP || p == DATA_ZIP) && nested < NESTED) {
            mk_source *s = mk_zipped(f->arena, zip, (zip_uint64_t)i, path);
            mk_str bytes;
            MK_TRY(mk_zipped_all(cx, f->arena, s, INNER_ARCHIVES - f->held, &bytes));
            f->held += bytes.n;
            zip_t *inner = mk_zipped_bytes(f->arena, bytes);
            if (!inner) {
                if (p == ZIP) continue;
                return mk_fail(cx, MK_EBADDATA, "%.*s inside the archive is not a zip file", MK_SARG(path));
            }
            mk_str at = p == DATA_ZIP ? folder : mk_arena_printf(f->arena, "%.*s/%.*s", MK_SARG(where), MK_SARG(path));
            MK_TRY(walk_zip(f, inner, at, p == DATA_ZIP, nested + 1));
        } else if (p == DATA_PACKED) {
            f->found.packed = true;
        } else if (p == TEXT) {
            f->found.tables++;
            if (!f->found.table) f->found.table = mk_zipped(f->arena, zip, (zip_uint64_t)i, path);
        }
    }
    return 0;
}

static int open_zip(finder *f, const char *path, bool is_data, mk_str where)
{
    zip_t *zip;
    MK_TRY(mk_zipped_open(f->cx, f->arena, path, &zip));
    return walk_zip(f, zip, where, is_data, 0);
}

static int walk_folder(finder *f, const char *path, int depth, bool parts_only);

static int walk_file(finder *f, const char *path, mk_str folder, bool parts_only)
{
    part p = part_of(mk_str_of(path));
    if (p == INI || p == DATA) {
        mk_export *x = export_at(f, folder);
        return mk_source_file(f->cx, f->arena, path, p == INI ? &x->ini : &x->data);
    }
    if (p == DATA_PACKED) f->found.packed = true;
    if (p == TEXT && !parts_only) {             /* a folder with one table in it is that table; files of bad rows are none */
        if (mk_str_find(base_name(mk_str_of(path)), MK_S(".bad.")) >= 0) return 0;
        return f->found.tables++ ? 0 : mk_source_file(f->cx, f->arena, path, &f->found.table);
    }
    if (p == DATA_ZIP || (p == ZIP && !parts_only)) {
        if (p == DATA_ZIP) {
            const mk_export *x = export_at(f, folder);
            if (x->data) return 0;
        }
        int rc = open_zip(f, path, p == DATA_ZIP, p == DATA_ZIP ? folder : mk_arena_dup(f->arena, mk_str_of(path)));
        if (rc == MK_EBADDATA && p == ZIP) {        /* some other archive that happens to lie there */
            mk_cx_clear(f->cx);
            return 0;
        }
        return rc;
    }
    return 0;
}

static int by_name(const struct dirent **a, const struct dirent **b)
{
    /* "BKMVDATA.TXT" before "BKMVDATA.zip": what is unpacked is not unpacked again. */
    return strcasecmp((*a)->d_name, (*b)->d_name);
}

static void free_list(struct dirent **list, int n)
{
    for (int i = 0; i < n; i++) free(list[i]);
    free(list);
}

static int walk_folder(finder *f, const char *path, int depth, bool parts_only)
{
    struct dirent **list = NULL;
    int n = scandir(path, &list, NULL, by_name), rc = 0;
    if (n < 0) return mk_fail(f->cx, MK_EIO, "cannot look into %s: %s", path, strerror(errno));
    mk_str folder = mk_arena_dup(f->arena, mk_str_of(path));
    for (int i = 0; i < n && rc >= 0; i++) {
        const char *name = list[i]->d_name;
        if (name[0] == '.') continue;
        if (++f->entries > ENTRIES) {
            rc = mk_fail(f->cx, MK_ELIMIT, "%s holds more than %d files; give the folder of the export itself", path, ENTRIES);
            break;
        }
        const char *full = mk_arena_printf(f->arena, "%s/%s", path, name).p;
        struct stat st;
        if (stat(full, &st) != 0) continue;
        if (S_ISDIR(st.st_mode)) {
            if (depth < DEPTH && !parts_only) rc = walk_folder(f, full, depth + 1, false);
        } else if (S_ISREG(st.st_mode)) {
            rc = walk_file(f, full, folder, parts_only);
        }
        if (rc >= 0) rc = mk_cx_check(f->cx);
    }
    free_list(list, n);
    return rc < 0 ? rc : 0;
}

int mk_archive_find(mk_cx *cx, mk_arena *a, const char *path, mk_found *ret)
{
    finder f = { .cx = cx, .arena = a };
    struct stat st;
    if (stat(path, &st) != 0) return mk_fail(cx, MK_EIO, "cannot open %s: %s", path, strerror(errno));
    if (S_ISDIR(st.st_mode)) {
        MK_TRY(walk_folder(&f, path, 0, false));
    } else if (mk_archive_is_part(mk_str_of(path))) {
        mk_str p = mk_str_of(path), dir = mk_str_sub(p, 0, (size_t)(base_name(p).p - p.p));
        while (dir.n > 1 && dir.p[dir.n - 1] == '/') dir.n--;
        MK_TRY(walk_folder(&f, dir.n ? mk_arena_z(a, dir) : ".", 0, true));
    } else {
        MK_TRY(open_zip(&f, path, false, mk_arena_dup(a, mk_str_of(path))));
    }
    /* An INI.TXT that lies alone belongs to the data that has none, when there is just one of each. */
    size_t n = 0, lone_ini = SIZE_MAX, inis = 0;
    for (size_t i = 0; i < f.export.n; i++)
        if (f.export.p[i].ini && !f.export.p[i].data) lone_ini = i, inis++;
    mk_source *ini = inis == 1 ? f.export.p[lone_ini].ini : NULL;
    for (size_t i = 0; i < f.export.n; i++)
        if (f.export.p[i].data) f.export.p[n++] = f.export.p[i];
    if (n == 1 && !f.export.p[0].ini) f.export.p[0].ini = ini;
    f.found.export = f.export.p;
    f.found.n = n;
    *ret = f.found;
    return 0;
}
