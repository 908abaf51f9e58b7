# SPDX-License-Identifier: Apache-2.0
"""Commands that documents tell are those there are: the name, the options, and how many words, by docs/reference/commands.md; an id is a word in capitals or
looks like one. A name alone, quoted in a sentence, speaks of the command."""
import re
import shlex

import tree

REFERENCE = "docs/reference/commands.md"
BLOCK = re.compile(r"^```(?:sh|console)\n(.*?)^```", re.S | re.M)
ID = re.compile(r"[A-Z_]+|[0-9a-z]{13}|[0-9]+")


class Usage:
    """What a line of the reference says: words it must and may have, which are ids, and the options, with whether each takes a value."""

    def __init__(self, line):
        self.option = {m[0]: bool(m[1]) for m in re.findall(r"(--[a-z0-9-]+)( [^\]\s]+)?", line)}
        words = re.sub(r"\[?--[a-z0-9-]+(?: [^\]\s]+)?\]?(?:\.\.\.)?", " ", line).split()
        self.least = sum(not w.startswith("[") for w in words)
        self.most = 1000 if "..." in line else len(words)
        self.ids = [i for i, w in enumerate(words) if w == "ID"]


def usages(text):
    every = dict(re.findall(r"^\| `(--[a-z-]+)( [^`]*)?` \|", text.partition("\n## ")[0], re.M))
    known = {}
    for name, line in re.findall(r"^## makir (.+?)\n.*?^    makir (.+?)$", text, re.S | re.M):
        known[name] = Usage(line[len(name):])
        known[name].option.update({o: bool(v) for o, v in every.items()})
    return known


def commands(text):
    """(line number, command, whether it is an example to type)"""
    for block in BLOCK.finditer(text):
        at = text.count("\n", 0, block.start(1)) + 1
        for i, line in enumerate(block.group(1).splitlines()):
            if re.match(r"(?:\$ )?(?:build/)?makir ", line):
                yield at + i, line.removeprefix("$ "), True
    plain = BLOCK.sub(lambda m: tree.blank(m.group(0)), text)
    for m in re.finditer(r"`(makir [^`]+)`", plain):
        yield plain.count("\n", 0, m.start()) + 1, m.group(1).replace("\n", " "), False


def wrong(command, typed, known):
    """What is not right about it; None."""
    words = shlex.split(command, comments=True)[1:]
    words = words[:words.index(">")] if ">" in words else words
    while words and words[0] in ("--db", "--lang"):                # what stands before the name
        del words[:2]
    free, options = [], []
    name = next((" ".join(words[:n]) for n in (4, 3, 2, 1) if " ".join(words[:n]) in known), None)
    if name is None:
        return None if any(w in ("--help", "--version") for w in words) else "there is no such command"
    usage = known[name]
    rest = iter(words)
    for w in rest:
        if w.startswith("--"):
            w, _, value = w.partition("=")
            if w not in usage.option:
                return f"{name} has no {w}"
            options.append(w)
            if usage.option[w] and not value and next(rest, None) is None:
                return f"{w} of {name} takes a value"
        else:
            free.append(w)
    free = free[len(name.split()):]
    if "--help" in options or (not typed and not free) or "…" in command:
        return None
    if len(free) < usage.least:
        return f"{name} takes {usage.least} words or more"
    if len(free) > usage.most:
        return f"{name} takes no more than {usage.most} words"
    odd = [free[i] for i in usage.ids if i < len(free) and not ID.fullmatch(free[i])]
    return f"{odd[0]} is no id" if odd else None


def check(root, names, report):
    if REFERENCE not in names:
        return
    known = usages(tree.read(root, REFERENCE))
    for name in names:
        if name.endswith(".md") and not name.startswith("docs/reference/"):
            for line, command, typed in commands(tree.read(root, name)):
                why = wrong(command, typed, known)
                if why:
                    report.fail(name, line, f"{command}: {why}")
