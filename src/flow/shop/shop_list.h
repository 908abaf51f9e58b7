/* SPDX-License-Identifier: Apache-2.0
 * The lists an owner keeps: rules of service, recalls and known faults, and what is worth telling. Each is a table he can take out, edit and
 * put back whole. While he has no rules of his own, those that come with makir hold.
 * Errors: MK_EBADDATA with the line, MK_ECONFLICT when it is another than was read; the list is then as it was.
 * Owns: lists are on the arena. Threads: as the store. */
#ifndef MK_SHOP_LIST_H
#define MK_SHOP_LIST_H
#include "service.h"
#include "table.h"

/* To be called by whoever writes a list: what was read of it before is of the past. what: goods, rules, notices, contents. */
int mk_list_told(mk_cx *cx, mk_db *db, const char *what);

/* Of a list as it stands, for whoever changes it (based.h). */
int mk_list_version(mk_cx *cx, mk_db *db, const char *what, int64_t *ret);

/* own: whether they are the owner's (or makir's). */
int mk_rules_get(mk_cx *cx, mk_db *db, const mk_service_rule **ret, size_t *ret_n, bool *ret_own);
/* The table as text, with its heads. */
int mk_rules_export(mk_cx *cx, mk_store *s, mk_str *ret);
/* text "": the file at `path`. preset: makir's own again, and nothing is read. *ret_version: of the list as it is then. */
int mk_rules_import(mk_cx *cx, mk_store *s, const char *path, mk_str text, bool preset, size_t *ret_n, int64_t *ret_version);

typedef struct mk_notice { int64_t id; mk_str kind, applies, title, text; bool has_value, has_day; int64_t from_value; int32_t from_day; } mk_notice;
int mk_notices_get(mk_cx *cx, mk_db *db, const mk_notice **ret, size_t *ret_n);
/* Columns: kind (recall, fault), applies-to, title, text, from (the reading), since (the day). The list becomes the table. */
int mk_notices_import(mk_cx *cx, mk_store *s, const char *path, mk_str text, size_t *ret_n);

typedef struct mk_content_row { int64_t id; mk_str kind, title, text, link, about; int32_t from, until; } mk_content_row;      /* MK_NO_DAY: any */
int mk_contents_get(mk_cx *cx, mk_db *db, const mk_content_row **ret, size_t *ret_n);
/* Columns: kind (tip, picture, news, event), title, text, link, about, from, until. The list becomes the table. */
int mk_contents_import(mk_cx *cx, mk_store *s, const char *path, mk_str text, size_t *ret_n);
#endif
