#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The functions of libmakir in SQLite: the sqlite3 shell loads the extension and asks each. usage: test_sqlite.py EXTENSION"""
import shutil
import subprocess
import sys

WANTED = [
    ("makir_phone('054-123-4567')", '+972541234567'), ("makir_phone('*2700') IS NULL", '1'), ('makir_phone(NULL) IS NULL', '1'),
    ("makir_name_level('רונית לפידור-בלו', 'רונית בלו')", 'more'), ("makir_name_level('אבי כהן', 'דנה כהן')", 'family'),
    ("makir_name_match('Ronit Lapidor', 'רונית לפידור') > 0.9", '1'), ("makir_name_match('Ronit', NULL) IS NULL", '1'),
    ("round(makir_jaro_winkler('martha', 'marhta'), 4)", '0.9611'), ("makir_distance('דויד', 'דוד')", '1'),
    ("makir_sounds('רונית') = makir_sounds('Ronit')", '1'), ("makir_sounds_alike('משה', 'Moshe')", '1'), ("makir_sounds_alike('משה', 'Dana')", '0'),
    ("(SELECT phone FROM customer WHERE makir_sounds(name) = makir_sounds('Ronit'))", '0541234567')]


def main():
    shell = shutil.which('sqlite3')
    if not shell:
        print('1..0 # SKIP there is no sqlite3')
        return
    script = [f'.load {sys.argv[1]}', 'CREATE TABLE customer (name TEXT, phone TEXT);', 'CREATE INDEX by_sound ON customer (makir_sounds(name));',
              "INSERT INTO customer VALUES ('רונית', '0541234567'), ('דנה', '0521234567');"] + [f'SELECT {sql};' for sql, _ in WANTED]
    done = subprocess.run([shell, ':memory:'], input='\n'.join(script), capture_output=True, text=True, check=False)
    said = done.stdout.splitlines()
    print(f'1..{len(WANTED)}')
    for i, (sql, want) in enumerate(WANTED):
        got = said[i] if i < len(said) else done.stderr.strip()
        print('ok' if got == want else 'not ok', i + 1, '-', sql, '' if got == want else f'gives {got!r}, not {want!r}')


main()
