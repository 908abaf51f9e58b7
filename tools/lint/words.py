# SPDX-License-Identifier: Apache-2.0
"""What goes wrong is said in Hebrew, too: every message that a person can be told stands in src/op/said.def with the same places to fill in, and
nothing stands there that nobody says. Of the rooms below the store, of the library and of the measuring of models, only those hear who build with
makir; the rules of what is due are an owner's own table, though."""
import os
import re

import tree

TABLE = "src/op/said.def"
ROOMS = ("src/store/", "src/port/", "src/flow/", "src/op/", "src/face/", "src/engine/due/")
NOT = ("src/flow/evaluate/basket_", "src/flow/evaluate/buy_", "src/flow/evaluate/evaluate_need", "src/flow/evaluate/evaluate_identity", "src/op/op_evaluate", "src/face/lib/")
TEXT = r'(?:"(?:[^"\\]|\\.)*"\s*(?:[A-Z]\w+\s*)?)+'
CALL = re.compile(r"mk_(?:fail|wrap)\(\s*[^,()]*(?:\([^()]*\))?[^,()]*,\s*[^,;]*?,\s*(" + TEXT + ")")
UNCHOSEN = re.compile(r"\b(?!mk_agree_)(\w*printf|mk_fail|mk_wrap)\(((?:[^;\"]|" + '"(?:[^"\\\\]|\\\\.)*"' + r")*?)\);")
ENTRY = re.compile(r"HE\(\s*(" + TEXT + r")\s*,\s*(" + TEXT + r")\s*\)", re.S)
PLACE = re.compile(r'%%|%[-+ #0]*[\d*]*(?:\.[\d*]+)?(?:" PRI\w+|[hlzjt]*[a-zA-Z])')


def plain(text):
    """As it is compiled: pieces of a text that stand one after the other are one."""
    return re.sub(r'"\s*"', "", re.sub(r"\s*(PRI\w+|MK_\w+)\s*", r" \1 ", text.strip())).strip()


def says(text):
    """Are there words in it, or only what others say?"""
    return re.search(r"[a-z]{3}", PLACE.sub("", text))


def check(root, names, report):
    if TABLE not in names:
        return
    table = tree.read(root, TABLE)
    said, used = {}, set()
    for m in ENTRY.finditer(table):
        english, hebrew = plain(m.group(1)), plain(m.group(2))
        line = table.count("\n", 0, m.start()) + 1
        said[english] = line
        if PLACE.findall(english) != PLACE.findall(hebrew):
            report.fail(TABLE, line, f"the places to fill in differ: {english}")
        if not re.search("[א-ת]", hebrew):
            report.fail(TABLE, line, f"this is not Hebrew: {hebrew}")
    for name in names:
        if not name.endswith(".c") or not name.startswith(ROOMS) or name.startswith(NOT):
            continue
        text = tree.read(root, name)
        for m in CALL.finditer(text):
            message = plain(m.group(1))
            used.add(message)
            whole = text[text.rfind(";", 0, m.start()) + 1:text.find(";", m.end())]
            if says(message) and message not in said and not re.search("[א-ת]", whole):
                report.fail(name, text.count("\n", 0, m.start()) + 1, f"this is not said in Hebrew, {TABLE} lacks it: {message}")
    for name in (n for n in names if n.startswith("src/") and n.endswith(".c")):
        text = tree.read(root, name)
        for m in UNCHOSEN.finditer(text):
            if '{%' in m.group(2):
                report.fail(name, text.count("\n", 0, m.start()) + 1, f"{m.group(1)} doesn't choose between words in braces: mk_agree_printf does")
    for english, line in said.items():
        if english not in used:
            report.fail(TABLE, line, f"nobody says this: {english}")
