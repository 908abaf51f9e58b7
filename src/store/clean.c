/* SPDX-License-Identifier: Apache-2.0
 * The format of pages: https://www.sqlite.org/fileformat2.html#b_tree_pages */
#include "clean.h"

enum { LARGEST = 65536 };
/* Pages of other kinds begin with the number of a page, whose highest byte is that of a tree's page first in a file of 2^25 pages. From half of that on no
 * page is touched: it grows meanwhile. */
#define MOST_PAGES (INT64_C(1) << 24)

static int u16(const unsigned char *p) { return p[0] << 8 | p[1]; }

bool mk_clean_room(const unsigned char *page, int size, bool first, int *ret_from, int *ret_to)
{
    const unsigned char *head = page + (first ? 100 : 0);
    bool inner = head[0] == 2 || head[0] == 5;
    if (!inner && head[0] != 10 && head[0] != 13) return false;
    int cells = u16(head + 3), begin = u16(head + 5), array = (int)(head - page) + (inner ? 12 : 8), end = array + 2 * cells, block = u16(head + 1);
    if (begin == 0) begin = LARGEST;
    if (begin > size || end > begin || (block && (block < begin || block + 4 > size)) || head[7] > 60) return false;
    for (int i = 0; i < cells; i++) {           /* a page of anything else that looks so far like one of a tree */
        int at = u16(page + array + 2 * i);
        if (at < begin || at + 3 > size) return false;
    }
    *ret_from = end;
    *ret_to = begin;
    return end < begin;
}

static int write_page(sqlite3_file *f, const void *data, int n, sqlite3_int64 at)
{
    const mk_clean *c = (const mk_clean *)(const void *)f->pMethods;
    unsigned char page[LARGEST];
    int from, to;
    sqlite3_int64 bytes;
    bool whole = n >= 512 && n <= LARGEST && (n & (n - 1)) == 0 && at % n == 0;
    if (!whole || c->real->xFileSize(f, &bytes) || bytes / n >= MOST_PAGES || !mk_clean_room(data, n, at == 0, &from, &to)) return c->real->xWrite(f, data, n, at);
    memcpy(page, data, (size_t)n);
    memset(page + from, 0, (size_t)(to - from));
    return c->real->xWrite(f, page, n, at);
}

void mk_clean_begin(mk_clean *c, sqlite3 *h)
{
    sqlite3_file *f = NULL;
    if (sqlite3_file_control(h, "main", SQLITE_FCNTL_FILE_POINTER, &f) || !f || !f->pMethods) return;
    c->real = f->pMethods;
    c->methods = *f->pMethods;
    c->methods.xWrite = write_page;
    f->pMethods = &c->methods;
}
