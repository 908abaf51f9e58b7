/* SPDX-License-Identifier: Apache-2.0 */
#include "zipped.h"

typedef struct entry { mk_source source; zip_t *zip; zip_uint64_t index; zip_file_t *file; uint64_t given, packed; } entry;

/* What programs write shrinks some thirty times; what is made to burst does a thousand times. */
enum { TIMES = 250 };
static const uint64_t HARMLESS = 64u << 20;

static int entry_open(mk_cx *cx, entry *e)
{
    e->given = 0;
    e->file = zip_fopen_index(e->zip, e->index, 0);
    if (e->file) return 0;
    return mk_fail(cx, MK_EBADDATA, "%.*s cannot be unpacked: %s; unpack it and give the folder", MK_SARG(e->source.name), zip_strerror(e->zip));
}

static int entry_read(mk_cx *cx, mk_source *s, void *p, size_t n, size_t *ret)
{
    entry *e = (entry *)s;
    if (!e->file) MK_TRY(entry_open(cx, e));
    zip_int64_t got = zip_fread(e->file, p, n);
    if (got < 0) return mk_fail(cx, MK_EBADDATA, "%.*s is broken; export it again", MK_SARG(s->name));
    e->given += (uint64_t)got;
    if (e->given > cx->limits.archive_bytes)
        return mk_fail(cx, MK_ELIMIT, "%.*s is larger than %zu bytes when unpacked", MK_SARG(s->name), cx->limits.archive_bytes);
    if (e->given > HARMLESS && e->packed && e->given / TIMES > e->packed)
        return mk_fail(cx, MK_ELIMIT, "%.*s unpacks to more than %d times its size, as no program packs a file: it was not read on", MK_SARG(s->name), TIMES);
    *ret = (size_t)got;
    return 0;
}

static int entry_rewind(mk_cx *cx, mk_source *s)
{
    entry *e = (entry *)s;
    if (e->file) zip_fclose(e->file);
    e->file = NULL;
    return entry_open(cx, e);
}

static void entry_close(void *p)
{
    entry *e = p;
    if (e->file) zip_fclose(e->file);
    e->file = NULL;
}

static void discard(void *zip) { zip_discard(zip); }

mk_source *mk_zipped(mk_arena *a, zip_t *zip, zip_uint64_t index, mk_str name)
{
    zip_stat_t st;
    entry *e = MK_NEW(a, entry);
    bool known = zip_stat_index(zip, index, 0, &st) == 0 && (st.valid & ZIP_STAT_SIZE);
    *e = (entry){ { name, known ? st.size : 0, entry_read, entry_rewind }, zip, index, NULL, 0, known && (st.valid & ZIP_STAT_COMP_SIZE) ? st.comp_size : 0 };
    mk_arena_defer(a, entry_close, e);
    return &e->source;
}

int mk_zipped_open(mk_cx *cx, mk_arena *a, const char *path, zip_t **ret)
{
    int code = 0;
    zip_t *zip = zip_open(path, ZIP_RDONLY, &code);
    if (!zip) {
        zip_error_t error;
        zip_error_init_with_code(&error, code);
        mk_fail(cx, MK_EBADDATA, "%s begins like a zip and cannot be opened as one (%s); it may be cut short: copy or download it again", path, zip_error_strerror(&error));
        zip_error_fini(&error);
        return MK_EBADDATA;
    }
    mk_arena_defer(a, discard, zip);
    *ret = zip;
    return 0;
}

zip_t *mk_zipped_bytes(mk_arena *a, mk_str bytes)
{
    zip_error_t error;
    zip_error_init(&error);
    zip_source_t *source = zip_source_buffer_create(bytes.p, bytes.n, 0, &error);
    zip_t *zip = source ? zip_open_from_source(source, ZIP_RDONLY, &error) : NULL;
    zip_error_fini(&error);
    if (!zip && source) zip_source_free(source);
    if (zip) mk_arena_defer(a, discard, zip);
    return zip;
}

int mk_zipped_all(mk_cx *cx, mk_arena *a, mk_source *s, size_t most, mk_str *ret)
{
    if (s->size == 0 || s->size > most)
        return mk_fail(cx, MK_ELIMIT, "%.*s inside the archive is too large to be unpacked in place; unpack the outer archive", MK_SARG(s->name));
    char *bytes = mk_arena_alloc(a, s->size);
    size_t got;
    MK_TRY(mk_source_fill(cx, s, bytes, s->size, &got));
    *ret = (mk_str){ bytes, got };
    return 0;
}
