#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What one more record costs: makes people (tools/gen_people.py of the shared folder), imports and resolves them, then

  - brings more rows as one file: rows a second, CPU and clock, against the same file into a store that has learnt nothing;
  - writes customers down one by one through libmakir, each in a durable transaction of its own: half, 99th percentile and worst, and beside it
    what the disk alone takes to make so many bytes durable;
  - puts the same rows into one table of a plain SQLite, at once and one by one, durably: the floor.

usage: identity_online.py [--build DIR] [--base ROWS] [--more ROWS] [--single N] [--at FOLDER] [--json OUT]
"""
import argparse
import ctypes
import json
import os
import resource
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
SHARED = os.environ.get('MAKIR_SHARED', os.path.join(ROOT, '..', 'shared'))


def people(folder, rows, more):
    """Two files of one population, so that some of the new rows are of people who are there."""
    tool = os.path.join(SHARED, 'tools', 'gen_people.py')
    if not os.path.exists(tool):
        sys.exit('identity_online: no shared data; set MAKIR_SHARED')
    whole = subprocess.run([sys.executable, tool, str((rows + more) * 7 // 10), str(rows + more), '7', 'en'], stdout=subprocess.PIPE, check=True).stdout
    lines = whole.splitlines(keepends=True)
    paths = []
    for name, part in (('base.csv', lines[1:rows + 1]), ('more.csv', lines[rows + 1:rows + 1 + more])):
        paths.append(os.path.join(folder, name))
        with open(paths[-1], 'wb') as f:
            f.writelines([lines[0]] + part)
    return paths


def run(makir, store, *command):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    began = time.monotonic()
    done = subprocess.run([makir, '--db', store, *command, '--json'], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return {'cpu_s': round(cpu, 2), 'wall_s': round(time.monotonic() - began, 2)}, done.stdout


def disk(folder, n, size):
    """Microseconds to write and sync that many bytes, sorted."""
    path, took = os.path.join(folder, 'sync.tmp'), []
    with open(path, 'wb') as f:
        for _ in range(n):
            began = time.perf_counter()
            f.write(b'x' * size)
            f.flush()
            os.fdatasync(f.fileno())
            took.append((time.perf_counter() - began) * 1e6)
    os.unlink(path)
    return sorted(took)


def floor(folder, lines, n):
    """CPU microseconds a row: all in one transaction, and each in one of its own (half of them, 99th percentile)."""
    db = sqlite3.connect(os.path.join(folder, 'floor.db'), isolation_level=None)
    for setup in ('PRAGMA journal_mode=WAL', 'PRAGMA synchronous=FULL', 'CREATE TABLE row (id INTEGER PRIMARY KEY, a, b, c, d, e, f, g, h, i, j)'):
        db.execute(setup)
    put = 'INSERT INTO row (a, b, c, d, e, f, g, h, i, j) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)'
    rows = [line.rstrip('\n').split(',') for line in lines]
    began = time.process_time()
    db.execute('BEGIN')
    db.executemany(put, rows)
    db.execute('COMMIT')
    bulk = (time.process_time() - began) * 1e6 / len(rows)
    one = []
    for row in rows[:n]:
        began = time.process_time()
        db.execute(put, row)
        one.append((time.process_time() - began) * 1e6)
    db.close()
    one.sort()
    return {'bulk': round(bulk, 1), 'single_p50': at(one, .5), 'single_p99': at(one, .99)}


def at(values, share):
    return round(values[min(len(values) - 1, int(len(values) * share))])


def call_cost(lib, m):
    """Python's own share of a measured call, in microseconds: one as `single` makes them, of a function that does nothing (the arguments too many are
    not looked at)."""
    answer, took = ctypes.c_char_p(), []
    for _ in range(2000):
        began, spent = time.perf_counter(), time.process_time()
        lib.makir_message(m, b'customer add', b'{}', ctypes.byref(answer))
        took.append((time.perf_counter() - began, time.process_time() - spent))
    return sorted(took)[len(took) // 2][0] * 1e6


def single(library, store, lines, n):
    lib = ctypes.CDLL(library)
    lib.makir_message.restype = ctypes.c_char_p
    m, answer = ctypes.c_void_p(), ctypes.c_char_p()
    if lib.makir_open(store.encode(), 0, ctypes.byref(m)) < 0:
        sys.exit(lib.makir_message(m).decode())
    wall, cpu = [], []
    empty = call_cost(lib, m)
    for line in lines[:n]:
        _, _, _, given, family, _, phone, mail, _, _ = line.rstrip('\n').split(',')
        if not (given + family).strip():
            continue
        row = {'name': f'{given} {family}'.strip()}
        if phone:
            row['phone'] = phone
        if '@' in mail:
            row['mail'] = mail
        text = json.dumps(row).encode()
        began, spent = time.perf_counter(), time.process_time()
        lib.makir_run(m, b'customer add', text, ctypes.byref(answer))     # some are known already, and refused
        cpu.append((time.process_time() - spent) * 1e6 - empty)
        wall.append((time.perf_counter() - began) * 1e6 - empty)
    lib.makir_close(m)
    return sorted(wall), sorted(cpu)


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument('--build', default=os.path.join(ROOT, 'build'))
    p.add_argument('--base', type=int, default=100000)
    p.add_argument('--more', type=int, default=10000)
    p.add_argument('--single', type=int, default=1000)
    p.add_argument('--at', help='folder for the store; a temporary one')
    p.add_argument('--json')
    a = p.parse_args()
    makir, library = os.path.join(a.build, 'makir'), os.path.join(a.build, 'src/face/lib/libmakir.so')
    folder = tempfile.mkdtemp(prefix='makir-online-', dir=a.at)
    try:
        base, more = people(folder, a.base, a.more)
        with open(more, encoding='utf8') as f:
            lines = f.readlines()[1:]
        store, plain = os.path.join(folder, 'shop.makir'), os.path.join(folder, 'plain.makir')
        r = {'base': a.base, 'more': a.more}
        r['import'], _ = run(makir, store, 'import', base)
        shutil.copy(store, plain)
        r['more_unlearnt'], _ = run(makir, plain, 'import', more)
        r['resolve'], _ = run(makir, store, 'resolve')
        once = os.path.join(folder, 'once.makir')
        shutil.copy(store, once)
        r['more_learnt'], _ = run(makir, store, 'import', more)
        own = r['more_learnt']['cpu_s'] - r['more_unlearnt']['cpu_s']
        r['online_us_cpu_a_row'] = round(own / a.more * 1e6)
        wall, cpu = single(library, once, lines, a.single)
        r['single_wall_us'] = {'p50': at(wall, .5), 'p99': at(wall, .99), 'worst': at(wall, 1)}
        r['single_cpu_us'] = {'p50': at(cpu, .5), 'p99': at(cpu, .99), 'worst': at(cpu, 1)}
        r['floor_us_cpu'] = floor(folder, lines, a.single)
        r['rows_a_cpu_second'] = round(a.more / r['more_learnt']['cpu_s'])
        r['online_to_floor'] = round(r['online_us_cpu_a_row'] / r['floor_us_cpu']['bulk'], 1)
        r['single_to_floor'] = round(r['single_cpu_us']['p50'] / r['floor_us_cpu']['single_p50'], 1)
        sync = disk(folder, 300, 128 << 10)
        r['disk_sync_us'] = {'p50': at(sync, .5), 'p99': at(sync, .99)}
        print(json.dumps(r, indent=1))
        if a.json:
            with open(a.json, 'w', encoding='utf8') as f:
                json.dump(r, f, indent=1)
    finally:
        shutil.rmtree(folder)


main()
