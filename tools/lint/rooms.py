# SPDX-License-Identifier: Apache-2.0
"""The house: each room sees only the rooms and libraries that docs/design/rooms.md gives it, and no SQL stands in C.

The table of that page is the law: | room | for what | may use rooms | may use libraries |. A room may use what is reached through the
rooms named (arrows only point left), so the page names all of them.
"""
import os
import re

import tree

PAGE = "docs/design/rooms.md"
# Text that begins like a statement. Transaction words, PRAGMA and what SQLite keeps of itself are the driver's own, so src/store may say them.
SQL = re.compile(r"^\s*(SELECT\s|INSERT\s+(OR\s+\w+\s+)?INTO\s|REPLACE\s+INTO\s|UPDATE\s+\w+\s+SET\s|DELETE\s+FROM\s|WITH\s+\w+\s+AS\s*\(|"
                 r"(CREATE|DROP)\s+(TEMP\s+)?(TABLE|INDEX|VIEW|UNIQUE|TRIGGER)\s|ALTER\s+TABLE\s)", re.I)
DRIVER_SQL = re.compile(r"^\s*(PRAGMA\s|BEGIN\b(?=\s*(IMMEDIATE|;|$))|COMMIT\s*;?\s*$|ROLLBACK\b|SAVEPOINT\s|ATTACH\s|VACUUM\b|ANALYZE\s*;?\s*$)")


def table(text):
    """{room: (set of rooms, set of libraries)} from the page."""
    rooms = {}
    for line in text.splitlines():
        cells = [c.strip() for c in line.strip().strip("|").split("|")]
        if line.startswith("|") and len(cells) == 4 and re.fullmatch(r"`\w+`", cells[0]):
            rooms[cells[0].strip("`")] = (set(re.findall(r"`([\w]+)`", cells[2])), set(re.findall(r"`([\w.+-]+)`", cells[3])))
    return rooms


def acyclic(rooms):
    done, order = set(), list(rooms)
    while True:
        ready = [r for r in order if r not in done and rooms[r][0] <= done]
        if not ready:
            return len(done) == len(order)
        done.update(ready)


def check_build(name, room, text, rooms, report):
    may, libraries = rooms[room]
    text = re.sub(r"#[^\n]*", "", text)
    for number, line in enumerate(text.splitlines(), 1):
        for other in re.findall(r"\b(\w+?)_(?:dep|lib|inc)\b", line):
            if other in rooms and other != room and other not in may:
                report.fail(name, number, f"{room} may not use {other} ({PAGE})")
        for library in re.findall(r"dependency\(\s*'([^']+)'", line):
            if library not in libraries:
                report.fail(name, number, f"{room} may not use the library {library} ({PAGE})")
        if re.search(r"include_directories\([^)]*(\.\./|src)", line):
            report.fail(name, number, "the include path of another room: use its dependency")


def check(root, names, report):
    if PAGE not in names:
        report.fail(PAGE, 1, "is missing")
        return
    rooms = table(tree.read(root, PAGE))
    if not rooms or not acyclic(rooms):
        report.fail(PAGE, 1, "the table of rooms is empty, names a room that is not in it, or goes in a circle")
        return
    home, sources = {}, []
    for name in names:
        parts = name.split("/")
        if parts[0] != "src" or len(parts) < 3:
            continue
        room = parts[1]
        if room not in rooms:
            report.fail(name, 1, f"{room} is not a room of {PAGE}")
        elif parts[-1] == "meson.build":
            check_build(name, room, tree.read(root, name), rooms, report)
        elif name.endswith((".c", ".h", ".def")):
            sources.append((name, room))
            if name.endswith(".h"):
                header = parts[-1]
                if header in home:
                    report.fail(name, 1, f"a header of this name is in {home[header][1]} too: which one is meant depends on the path")
                else:
                    home[header] = (room, name)
    for name, room in sources:
        text = tree.c_without_comments(tree.read(root, name))
        for number, line in enumerate(text.splitlines(), 1):
            m = re.match(r'\s*#\s*include\s+"([^"]+)"', line)
            other = home.get(os.path.basename(m.group(1)), (None,))[0] if m else None
            if other and other != room and other not in rooms[room][0]:
                report.fail(name, number, f"{room} may not see {m.group(1)} of {other} ({PAGE})")
        for number, string in tree.c_strings(text):
            own = room == "store" and (DRIVER_SQL.match(string) or "sqlite_" in string)
            if not own and (SQL.match(string) or DRIVER_SQL.match(string)):
                report.fail(name, number, "SQL text in C: name it in sql/query/")
