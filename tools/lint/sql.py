# SPDX-License-Identifier: Apache-2.0
"""SQL that is the same on SQLite, PostgreSQL and Citus: the rules of docs/design/store.md, as far as a reader of text can know them."""
import re

import tree

COMMENT = re.compile(r"--[^\n]*|/\*.*?\*/", re.S)
TEXT = re.compile(r"'(?:''|[^'])*'")

EVERYWHERE = [
    (r"\bnow\s*\(|\bcurrent_(timestamp|date|time)\b", "the time is a parameter, given by makir"),
    (r"\brandom\s*\(|\brandomblob\s*\(", "chance is seeded in makir"),
    (r"::", "a cast of PostgreSQL alone"),
    (r"\bAUTOINCREMENT\b|\bSERIAL\b|\bBIGSERIAL\b|\bGENERATED\s+(ALWAYS|BY)\b|\bnextval\s*\(", "ids are made by makir"),
    (r"(?<!WITHOUT )\b(rowid|oid|_rowid_|last_insert_rowid)\b", "rowid is SQLite's alone"),
    (r"\bFOR\s+UPDATE\b", "not in SQLite, nor over shards"),
    (r"\bWITH\s+RECURSIVE\b", "not over shards"),
    (r"\b(GROUPING\s+SETS|ROLLUP|CUBE)\b", "not in SQLite"),
    (r"\b(string_agg|group_concat|array_agg)\s*\(", "not the same in all engines: gather in C"),
    (r"\b(strftime|julianday|unixepoch|date_trunc|to_char|to_timestamp|datetime)\s*\(|\bEXTRACT\s*\(", "calendars are text/ and base/, in C"),
    (r"\bILIKE\b|\bGLOB\b|\bREGEXP\b|~\*", "not the same in all engines"),
    (r"\bINSERT\s+OR\b|\bREPLACE\s+INTO\b", "use ON CONFLICT on the primary key"),
    (r"\bOFFSET\b", "pages go by key"),
    (r"\bWITHOUT\s+ROWID\b", "added by the generator, for SQLite alone"),
    (r"\bPRAGMA\b", "the driver's own"),
    (r"`|\[\w+\]", "quote names, if at all, by \""),
]


def statements(text):
    """(line number, statement) pairs; comments and the inside of strings blanked. A named query begins a new one."""
    text = re.sub(r"^--(?= name:)", ";;", text, flags=re.M)
    text = re.sub(r"^;; name:[^\n]*", lambda m: ";" + " " * (len(m.group(0)) - 1), text, flags=re.M)
    text = COMMENT.sub(lambda m: tree.blank(m.group(0)), text)
    text = TEXT.sub(lambda m: "'" + tree.blank(m.group(0)[1:-1]) + "'", text)
    line = 1
    for part in text.split(";"):
        lead = len(part) - len(part.lstrip())
        if part.strip():
            yield line + part.count("\n", 0, lead), part.strip()
        line += part.count("\n")


def split_commas(text):
    depth, last = 0, 0
    for i, c in enumerate(text):
        depth += (c == "(") - (c == ")")
        if c == "," and depth == 0:
            yield text[last:i].strip()
            last = i + 1
    yield text[last:].strip()


def primary_key(body):
    for part in split_commas(body):
        m = re.match(r"(?:CONSTRAINT\s+\w+\s+)?PRIMARY\s+KEY\s*\(([^)]*)\)", part, re.I)
        if m:
            return [c.strip().split()[0].lower() for c in m.group(1).split(",")]
        if re.search(r"\bPRIMARY\s+KEY\b", part, re.I):
            return [part.split()[0].lower().strip('"')]
    return []


def kind_above(text, line):
    """The kind that the comment right above a table gives it, or None."""
    for previous in reversed(text.splitlines()[:line - 1]):
        m = re.match(r"-- table: (spread|reference|lookup|global)\s*$", previous)
        if m:
            return m.group(1)
        if not previous.startswith("--"):
            return None
    return None


def check_table(name, line, statement, text, report):
    m = re.match(r"CREATE\s+TABLE\s+(?:IF\s+NOT\s+EXISTS\s+)?\"?(\w+)\"?\s*\((.*)\)[^)]*$", statement, re.I | re.S)
    if not m:
        report.fail(name, line, "a CREATE TABLE that this lint cannot read")
        return
    table, key, kind = m.group(1), primary_key(m.group(2)), kind_above(text, line)
    if kind is None:
        report.fail(name, line, f"{table} does not say its kind: -- table: spread, reference, lookup or global, on the line above")
    elif not key:
        report.fail(name, line, f"{table} has no primary key")
    elif kind == "spread" and key[0] != "customer_id":
        report.fail(name, line, f"{table} is spread by customer: its primary key begins with customer_id, not {key[0]}")
    elif kind != "spread" and key[0] == "customer_id":
        report.fail(name, line, f"{table} begins with customer_id, so it is spread, not {kind}")
    for word, why in ((r"\bUNIQUE\b", "no uniqueness besides the primary key"), (r"\bCHECK\s*\(", "rules of values live in C"),
                      (r"\bDEFAULT\b", "makir says every value itself")):
        if re.search(word, m.group(2), re.I):
            report.fail(name, line, f"{table}: {why}")
    for reference in re.finditer(r"(?:FOREIGN\s+KEY\s*\((\w+)[^)]*\)\s*)?\bREFERENCES\s+(\w+)", m.group(2), re.I):
        if kind != "spread" or (reference.group(1) or "customer_id") != "customer_id":
            report.fail(name, line, f"{table}: a foreign key goes along customer_id, or there is none")


def check_file(name, text, report):
    for line, statement in statements(text):
        for pattern, why in EVERYWHERE:
            for m in re.finditer(pattern, statement, re.I):
                report.fail(name, line + statement.count("\n", 0, m.start()), f"{' '.join(m.group(0).split())}: {why}")
        if re.match(r"CREATE\s+TABLE\b", statement, re.I):
            check_table(name, line, statement, text, report)
        if re.match(r"UPDATE\b", statement, re.I) and re.search(r"\bSET\b(?:(?!\bWHERE\b).)*\bcustomer_id\s*=", statement, re.I | re.S):
            report.fail(name, line, "customer_id never changes: re-home by insert and delete")


def check(root, names, report):
    for name in names:
        if name.startswith("sql/") and name.endswith(".sql"):
            check_file(name, tree.read(root, name), report)
