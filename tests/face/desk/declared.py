#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What every field of an answer holds is declared: src/op/kinds.def; and answers are what the OpenAPI document says of them. The answers are those recorded
for the pictures of the desk, on all its screens; those that a seller or a reader may ask for are walked to their last member. Needs no browser.

  declared.py --makir build/makir
"""
import argparse
import gzip
import json
import os
import re
import subprocess
import sys
import urllib.parse

HERE = os.path.dirname(os.path.abspath(__file__))
KINDS = os.path.join(HERE, "..", "..", "..", "src", "op", "kinds.def")
AROUND = {"rows", "notes", "next", "count", "exact", "about"}        # of every answer


def declared():
    with open(KINDS, encoding="utf-8") as f:
        return {name: how == "OF" for how, name in re.findall(r"\b(IS|OF)\(\w+, (\w+)\)", f.read())}


def operations(document):
    """(method, pattern of the path, what the operation is) of all."""
    for path, verbs in document["paths"].items():
        for verb, op in verbs.items():
            if isinstance(op, dict):
                yield verb.upper(), re.compile(re.sub(r"\\{\w+\\}", "[^/]+", re.escape(path)) + "$"), op


TYPES = {"string": str, "integer": int, "number": (int, float), "boolean": bool, "array": list, "object": dict, "null": type(None)}


def unlike(value, schema, document, where):
    """Where a value is not what its schema says: types, members that must be there, patterns, kinds of one list."""
    while "$ref" in schema:
        schema = document["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]]
    types = schema.get("type", [])
    types = [types] if isinstance(types, str) else types
    if types and not any(isinstance(value, TYPES[t]) and (t == "boolean" or not isinstance(value, bool)) for t in types):
        yield f"{where} is {value!r}, not {' or '.join(types)}"
    elif isinstance(value, str) and not re.search(schema.get("pattern", ""), value):
        yield f"{where} is {value!r}, not {schema['pattern']}"
    elif isinstance(value, list):
        for v in value:
            yield from unlike(v, schema.get("items", {}), document, where)
    elif isinstance(value, dict):
        for name in schema.get("required", ()):
            if name not in value:
                yield f"{where}.{name} is not there"
        for name, part in schema.get("properties", {}).items():
            if name in value:
                yield from unlike(value[name], part, document, f"{where}.{name}")


def walk(value, kinds, where):
    """The members that nobody declared."""
    for v in value if isinstance(value, list) else ():
        yield from walk(v, kinds, where)
    if isinstance(value, dict):
        for name, v in value.items():
            if name not in kinds:
                yield f"{where}.{name}"
            elif not kinds[name]:                   # of the others the members are named by a shop or a file
                yield from walk(v, kinds, f"{where}.{name}")


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--makir", required=True)
    makir = p.parse_args().makir
    document = json.loads(subprocess.run([makir, "openapi"], check=True, capture_output=True, text=True).stdout)
    kinds, ops, seen, missing, like, wrong = declared(), list(operations(document)), 0, set(), 0, set()
    with gzip.open(os.path.join(HERE, "golden", "answers.json.gz"), "rt", encoding="utf-8") as f:
        said = json.load(f)["said"]
    for asked, (status, headers, body) in said.items():
        method, address = asked.split(" ")[:2]
        path = urllib.parse.urlsplit(address).path
        those = [op for m, at, op in ops if m == method and at.match(path)]
        if status != 200 or "json" not in headers.get("Content-Type", "") or not those:
            continue
        answer = json.loads(body)
        wrong |= set(unlike(answer, those[0]["responses"]["200"]["content"]["application/json"]["schema"], document, f"{method} {path}"))
        like += 1
        if not any(op.get("x-role") in ("nobody", "reader", "seller") for op in those):
            continue
        rows = answer.get("rows")
        parts = rows if isinstance(rows, list) else [answer]
        for part in parts + [answer.get("about")]:
            missing |= set(walk({k: v for k, v in part.items() if isinstance(rows, list) or k not in AROUND} if isinstance(part, dict) else None, kinds, f"{method} {path}"))
        seen += 1
    print(f"{'not ok' if missing or seen < 20 else 'ok'} 1 - {seen} answers hold only what {os.path.basename(KINDS)} declares", *(f"# {m}" for m in sorted(missing)), sep="\n")
    print(f"{'not ok' if wrong or like < 20 else 'ok'} 2 - {like} answers are what the OpenAPI document says", *(f"# {m}" for m in sorted(wrong)), "1..2", sep="\n")
    return 1 if missing or wrong or min(seen, like) < 20 else 0


if __name__ == "__main__":
    sys.exit(main())
