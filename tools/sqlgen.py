#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Makes sql/schema/*.sql and sql/query/*.sql into C: the catalogue of tables and the list of named queries.

usage: sqlgen.py OUT_H OUT_C FILE.sql...   (schema files first, in order of their numbers)

A table that a later file drops is none. For each it writes its columns with their documentation and what their names say they mean, and six queries:
  T_get (by primary key)  T_insert (does nothing when the key is there)  T_put (insert or replace)  T_delete (by primary key)
  T_of (all rows of the first key column, in key order)  T_all (every row, in key order)
and for spread tables T_orphans (how many rows speak of a customer that is not there).
A named query is "-- name: customer_by_key" followed by its text. Parameters are $1..$n and must first appear in that order, because
SQLite numbers them by appearance and PostgreSQL by their number: so one text serves both.
"""
import hashlib
import re
import sys

SQLITE_TYPES = {'BIGINT': 'INTEGER', 'INTEGER': 'INTEGER', 'TEXT': 'TEXT', 'DOUBLE PRECISION': 'REAL', 'BYTEA': 'BLOB'}
C_TYPES = {'BIGINT': 'MK_INT', 'INTEGER': 'MK_INT', 'TEXT': 'MK_TEXT', 'DOUBLE PRECISION': 'MK_REAL', 'BYTEA': 'MK_BLOB'}
KINDS = {'spread', 'reference', 'lookup', 'global'}


def die(path, what):
    sys.exit(f'{path}: {what}')


def c_string(text):
    return '"' + text.replace('\\', '\\\\').replace('"', '\\"').replace('\n', '\\n') + '"'


def meaning(column, kind):
    if kind not in ('BIGINT', 'INTEGER'):
        return 'MK_M_PLAIN'
    for test, name in ((column.endswith('_id'), 'ID'), (column == 'at' or column.endswith('_at'), 'MOMENT'),
                       (column == 'day' or column.endswith('_day'), 'DAY'), (column in ('total', 'price', 'amount'), 'MONEY'),
                       (column == 'quantity', 'QUANTITY')):
        if test:
            return f'MK_M_{name}'
    return 'MK_M_PLAIN'


class Table:
    def __init__(self, name, kind, doc):
        self.name, self.kind, self.doc, self.columns, self.key = name, kind, doc, [], []

    def column_names(self):
        return [c[0] for c in self.columns]


def parse_schema(path, text):
    tables = []
    pattern = r'((?:--[^\n]*\n)+)CREATE TABLE (\w+) \(\n(.*?)\n\);'
    for comment, name, body in re.findall(pattern, text, re.S):
        kind = re.search(r'-- table: (\w+)', comment)
        if not kind or kind.group(1) not in KINDS:
            die(path, f'table {name} does not say "-- table: {"|".join(sorted(KINDS))}"')
        doc = ' '.join(line[2:].strip() for line in comment.splitlines() if not line.startswith('-- table:'))
        table = Table(name, kind.group(1), doc)
        for line in body.splitlines():
            line = line.strip()
            key = re.fullmatch(r'PRIMARY KEY \(([\w, ]+)\)', line)
            if key:
                table.key = [k.strip() for k in key.group(1).split(',')]
                continue
            column = re.fullmatch(r'(\w+) (BIGINT|INTEGER|TEXT|DOUBLE PRECISION|BYTEA)( NOT NULL)?,\s*-- (.+)', line)
            if not column:
                die(path, f'table {name}: not a column with a type and a comment: {line}')
            table.columns.append((column.group(1), column.group(2), bool(column.group(3)), column.group(4)))
        if table.column_names()[:len(table.key)] != table.key:
            die(path, f'table {name}: the primary key must be its first columns, in order')
        if table.kind == 'spread' and table.key[0] != 'customer_id':
            die(path, f'table {name} is spread, so its key must begin with customer_id')
        tables.append(table)
    if text.count('CREATE TABLE') != len(tables):
        die(path, 'a CREATE TABLE could not be read')
    return tables


def sqlite_schema(text):
    """The schema in SQLite's words: its types, strict, clustered on the primary key; but what refers to something large lies beside its key, for
    SQLite reads whole rows to find one by a key they are clustered on."""
    for large in re.findall(r'-- table: reference\nCREATE TABLE (\w+) \([^;]*\bBYTEA\b', text):
        text = re.sub(rf'(CREATE TABLE {large} \([^;]*\n\));', r'\1 STRICT;', text)
    text = re.sub(r'--[^\n]*', '', text)
    for name, mapped in SQLITE_TYPES.items():
        text = re.sub(rf'\b{name}\b', mapped, text)
    text = re.sub(r'\n\);', '\n) STRICT, WITHOUT ROWID;', text)
    return re.sub(r'\s+', ' ', text).strip()


def table_queries(t):
    names = t.column_names()
    rest = names[len(t.key):]
    marks = ', '.join(f'${i + 1}' for i in range(len(names)))
    by_key = ' AND '.join(f'{k} = ${i + 1}' for i, k in enumerate(t.key))
    columns, order = ', '.join(names), ', '.join(t.key)
    upsert = 'DO UPDATE SET ' + ', '.join(f'{c} = excluded.{c}' for c in rest) if rest else 'DO NOTHING'
    insert = f'INSERT INTO {t.name} ({columns}) VALUES ({marks}) ON CONFLICT ({order})'
    orphans = (f'SELECT COUNT(*) FROM {t.name} t LEFT JOIN customer c ON c.customer_id = t.customer_id '
               'WHERE t.customer_id > 0 AND c.customer_id IS NULL')
    return [
        (f'{t.name}_get', f'SELECT {columns} FROM {t.name} WHERE {by_key}'),
        (f'{t.name}_insert', f'{insert} DO NOTHING'),
        (f'{t.name}_put', f'{insert} {upsert}'),
        (f'{t.name}_delete', f'DELETE FROM {t.name} WHERE {by_key}'),
        (f'{t.name}_of', f'SELECT {columns} FROM {t.name} WHERE {t.key[0]} = $1 ORDER BY {order}'),
        (f'{t.name}_all', f'SELECT {columns} FROM {t.name} ORDER BY {order}'),
    ] + ([(f'{t.name}_orphans', orphans)] if t.kind == 'spread' else [])


# What is asked of one customer by several parts of an answer.
ASKED_AGAIN = {'alias_get', 'fact_of', 'asset_of'}


def kept(name, body, tables):
    """Whether a connection keeps small results of it: what is read of tables that are seldom written."""
    kind = {t.name: t.kind for t in tables}
    reads = re.findall(r'\b(?:FROM|JOIN) (\w+)', body) if body.startswith('SELECT') else []
    return name in ASKED_AGAIN or (bool(reads) and all(kind.get(t) in ('reference', 'global') and t != 'audit' for t in reads))


def parse_queries(path, text):
    queries = []
    for name, body in re.findall(r'-- name: (\w+)\n(.*?)(?=-- name: |\Z)', text, re.S):
        body = re.sub(r'\s+', ' ', re.sub(r'--[^\n]*', '', body)).strip().rstrip(';')
        seen = 0
        for mark in re.findall(r'\$(\d+)', body):
            if int(mark) > seen + 1:
                die(path, f'query {name}: ${mark} appears before ${seen + 1}')
            seen = max(seen, int(mark))
        if not body:
            die(path, f'query {name} is empty')
        queries.append((name, body))
    return queries


def main():
    out_h, out_c, *paths = sys.argv[1:]
    tables, queries, schemas = [], [], []
    for path in paths:
        text = open(path, encoding='utf-8').read()
        if re.search(r'/\d{4}_\w+\.sql$', path):
            tables += parse_schema(path, text)
            tables = [t for t in tables if t.name not in re.findall(r'^DROP TABLE (\w+);', text, re.M)]
            if schemas and re.search(r'/(\d{4})_', path).group(1) <= schemas[-1][0]:
                die(path, f'comes behind {schemas[-1][0]}: migrations are done in order')
            schemas.append((re.search(r'/(\d{4})_', path).group(1), sqlite_schema(text),
                            hashlib.sha256(text.encode()).hexdigest()))
        else:
            queries += parse_queries(path, text)
    if [x[0] for x in schemas] != sorted(x[0] for x in schemas):
        sys.exit('the schema files are not given in order of their numbers')
    for t in tables:
        queries += table_queries(t)
    names = [q[0] for q in queries]
    for name in names:
        if names.count(name) > 1:
            sys.exit(f'two queries are named {name}')

    with open(out_h, 'w', encoding='utf-8') as h:
        h.write('/* SPDX-License-Identifier: Apache-2.0\n * Made by tools/sqlgen.py from sql/. */\n#ifndef MK_CATALOG_H\n#define MK_CATALOG_H\n\n')
        h.write('typedef enum mk_query {\n' + ''.join(f'    MK_Q_{n.upper()},\n' for n in names) + '    MK_Q_COUNT_\n} mk_query;\n\n')
        h.write('typedef enum mk_table_id {\n' + ''.join(f'    MK_T_{t.name.upper()},\n' for t in tables) + '    MK_T_COUNT_\n} mk_table_id;\n\n')
        for t in tables:
            h.write(f'/* {t.doc} */\nenum {{ ')
            h.write(', '.join(f'MK_{t.name.upper()}_{c.upper()}' for c in t.column_names()))
            h.write(f', MK_{t.name.upper()}_N }};\n')
        h.write(f'\nenum {{ MK_MIGRATIONS = {len(schemas)} }};\n#endif\n')

    with open(out_c, 'w', encoding='utf-8') as c:
        c.write('/* SPDX-License-Identifier: Apache-2.0\n * Made by tools/sqlgen.py from sql/. */\n#include "table.h"\n\n')
        c.write('const mk_query_text mk_query_texts[MK_Q_COUNT_] = {\n')
        for name, body in queries:
            c.write(f'    {{ "{name}", {c_string(body)}, {"true" if kept(name, body, tables) else "false"} }},\n')
        c.write('};\n\n')
        for t in tables:
            c.write(f'static const mk_column {t.name}_columns[] = {{\n')
            for name, kind, required, doc in t.columns:
                c.write(f'    {{ "{name}", {C_TYPES[kind]}, {"true" if required else "false"}, {meaning(name, kind)}, {c_string(doc)} }},\n')
            c.write('};\n')
        c.write('\nconst mk_table mk_tables[MK_T_COUNT_] = {\n')
        for t in tables:
            batch = t.column_names().index('batch_id') if 'batch_id' in t.column_names() else -1
            c.write(f'    {{ "{t.name}", MK_{t.kind.upper()}, {t.name}_columns, {len(t.columns)}, {len(t.key)}, {batch}, MK_Q_{t.name.upper()}_GET }},\n')
        c.write('};\n\nconst mk_migration mk_migrations[MK_MIGRATIONS] = {\n')
        for number, sql, digest in schemas:
            c.write(f'    {{ {int(number)}, "{digest}", {c_string(sql)} }},\n')
        c.write('};\n')


if __name__ == '__main__':
    main()
