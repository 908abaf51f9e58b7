#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Makes the files of a built desk into a C source: embed.py DIST_DIR OUT.c DEPFILE

Each file becomes an array as it is and, when that is smaller, one compressed with gzip. Without a built desk the program serves one
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


def array(name, data):
    lines = [f'static const unsigned char {name}[] = {{']
    for i in range(0, len(data), 32):
        lines.append(','.join(str(b) for b in data[i:i + 32]) + ',')
    lines.append('};')
    return '\n'.join(lines)


def files_of(root):
    for folder, folders, names in os.walk(root):
        folders.sort()
        for name in sorted(names):
            if os.path.splitext(name)[1] in TYPES and not name.endswith('.map'):
                yield os.path.join(folder, name)


def main(root, out, depfile):
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
        parts.append(array(f'raw_{i}', data or b'\0'))
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
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    main(*sys.argv[1:])
