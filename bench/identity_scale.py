#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Who is who in one large plain file, from rows to clusters on disk: CPU and clock seconds, memory, pairs compared, F1 and B³. The file is made by
tools/gen_people.py of the shared folder, the same bytes each time, three rows in ten of them another row of somebody.

usage: identity_scale.py [--build DIR] [--rows N] [--seed N] [--script en|he|mixed] [--file CSV] [--json OUT]
"""
import argparse
import json
import os
import subprocess
import sys
import tempfile

from measure import run

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
SHARED = os.environ.get('MAKIR_SHARED', os.path.join(ROOT, '..', 'shared'))


def people(path, rows, seed, script):
    tool = os.path.join(SHARED, 'tools', 'gen_people.py')
    if not os.path.exists(tool):
        sys.exit('identity_scale: no shared data; set MAKIR_SHARED')
    with open(path, 'wb') as f:
        subprocess.run([sys.executable, tool, str(rows * 7 // 10), str(rows), str(seed), script], stdout=f, check=True)


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument('--build', default=os.path.join(ROOT, 'build'))
    p.add_argument('--rows', type=int, default=1000000)
    p.add_argument('--seed', type=int, default=7)
    p.add_argument('--script', default='en')
    p.add_argument('--file', help='that was made before, with the columns of gen_people.py')
    p.add_argument('--json')
    a = p.parse_args()
    with tempfile.TemporaryDirectory(prefix='makir-scale-') as folder:
        path = a.file or os.path.join(folder, 'people.csv')
        if not a.file:
            people(path, a.rows, a.seed, a.script)
        load = os.getloadavg()[0]
        cost = run([os.path.join(a.build, 'makir'), 'evaluate', 'identity', path, '--truth', 'cluster', '--id', 'unique_id',
                    '--clusters', os.path.join(folder, 'clusters.csv'), '--json'])
        said = json.loads(cost.out)
        r = {'rows': said['rows'], 'candidates': said['candidates'], 'people': said['people'], 'f1': said['f1'], 'b3_f1': said['b3_f1'],
             'cpu_s': round(cost.cpu, 2), 'wall_s': round(cost.wall, 2), 'peak_mb': round(cost.peak_mb), 'load_before': round(load, 1), 'cores': os.cpu_count()}
    print(json.dumps(r, indent=1))
    if a.json:
        with open(a.json, 'w', encoding='utf8') as f:
            json.dump(r, f, indent=1)


main()
