#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Makes files into a C source, byte for byte.

embed.py file NAME IN OUT.c          one file: const mk_str NAME
embed.py desk DIST_DIR OUT.c DEPFILE the files of a built desk: mk_assets (src/face/http/assets.h)

Of the desk each file is there as it is and, when that is smaller, compressed with gzip. Without a built desk the program serves one
page that says how to build it. The output depends on nothing but the files: no times, names in order.
"""
import gzip
import hashlib
import os
import sys

TYPES = {
    '.html': 'text/html; charset=utf-8', '.js': 'text/javascript; charset=utf-8', '.css': 'text/css; charset=utf-8',
    '.svg': 'image/svg+xml', '.json': 'application/json; charset=utf-8', '.webmanifest': 'application/manifest+json',
    '.png': 'image/png', '.ico': 'image/x-icon', '.woff2': 'font/woff2', '.txt': 'text/plain; charset=utf-8',
}

NOT_BUILT = '''<!doctype html>
<html lang="he" dir="rtl">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>makir</title>
<h1>מכיר</h1>
<p>השרת פועל, אבל הדלפק לא נבנה לתוך התוכנית הזאת.</p>
<div lang="en" dir="ltr">
<p>The server runs, but the desk is not built into this program. To build it:</p>
<pre>cd web && npm ci && npm run build
cd .. && ninja -C build</pre>
<p>The API is described at <a href="/openapi.json">/openapi.json</a>.</p>
</div>
</html>
'''


# Three digits, so that no digit that follows is taken for one of them; ? because of trigraphs.
SPELT = [chr(b) if 32 <= b < 127 and chr(b) not in '"\\?' else f'\\{b:03o}' for b in range(256)]


def literal(data):
    """A string literal: compilers read it twenty times as fast as a list of numbers."""
    return '\n'.join('    "' + ''.join(SPELT[b] for b in data[i:i + 40]) + '"' for i in range(0, max(len(data), 1), 40))


def array(name, data):
    return f'static const unsigned char {name}[] =\n{literal(data)};'


def one_file(name, path, out):
    with open(path, 'rb') as f:
        data = f.read()
    with open(out, 'w', encoding='utf-8') as f:
        f.write(f'/* Made by tools/embed.py from {os.path.basename(path)}. */\n#include "str.h"\n\n'
                f'extern const mk_str {name};\nconst mk_str {name} = {{\n{literal(data)}, {len(data)} }};\n')


def files_of(root):
    for folder, folders, names in os.walk(root):
        folders.sort()
        for name in sorted(names):
            if os.path.splitext(name)[1] in TYPES and not name.endswith('.map'):
                yield os.path.join(folder, name)


def desk(root, out, depfile):
    built = os.path.isfile(os.path.join(root, 'index.html'))
    paths = list(files_of(root)) if built else []
    contents = [('/' + os.path.relpath(p, root).replace(os.sep, '/'), open(p, 'rb').read()) for p in paths]
    if not built:
        contents = [('/index.html', NOT_BUILT.encode())]
    parts = ['/* Made by tools/embed.py. */', '#include "assets.h"']
    table = []
    for i, (path, data) in enumerate(contents):
        packed = gzip.compress(data, 9, mtime=0)
        etag = hashlib.sha256(data).hexdigest()[:24]
        kind = TYPES[os.path.splitext(path)[1]]
        parts.append(array(f'raw_{i}', data))
        if len(packed) < len(data):
            parts.append(array(f'gzip_{i}', packed))
        small = f'gzip_{i}, {len(data)}, {len(packed)}' if len(packed) < len(data) else f'NULL, {len(data)}, 0'
        table.append(f'    {{ "{path}", "{kind}", "\\"{etag}\\"", raw_{i}, {small} }},')
    parts.append('const mk_asset mk_assets[] = {\n' + '\n'.join(table) + '\n    { NULL, NULL, NULL, NULL, NULL, 0, 0 },\n};\n')
    with open(out, 'w', encoding='utf-8') as f:
        f.write('\n'.join(parts))
    # The folder itself is watched, for files that come and go; before it exists, the one it will be in.
    watched = paths + [root] if built else [next(p for p in (root, os.path.dirname(root), os.path.dirname(os.path.dirname(root))) if os.path.isdir(p))]
    with open(depfile, 'w', encoding='utf-8') as f:
        f.write(f'{out}: ' + ' '.join(p.replace(' ', '\\ ') for p in watched) + '\n')


if __name__ == '__main__':
    if len(sys.argv) != 5 or sys.argv[1] not in ('file', 'desk'):
        sys.exit(__doc__)
    (one_file if sys.argv[1] == 'file' else desk)(*sys.argv[2:])
