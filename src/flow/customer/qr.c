/* SPDX-License-Identifier: Apache-2.0 */
#include "qr.h"
#include <qrcodegen/qrcodegen.h>

mk_str mk_qr_path(mk_arena *a, mk_str text, int *ret_size)
{
    uint8_t *code = mk_arena_alloc(a, qrcodegen_BUFFER_LEN_MAX), *scratch = mk_arena_alloc(a, qrcodegen_BUFFER_LEN_MAX);
    mk_buf b = mk_buf_on(a);
    *ret_size = 0;
    if (!qrcodegen_encodeText(mk_arena_z(a, text), scratch, code, qrcodegen_Ecc_MEDIUM, qrcodegen_VERSION_MIN, qrcodegen_VERSION_MAX, qrcodegen_Mask_AUTO, true))
        return MK_S("");
    int size = *ret_size = qrcodegen_getSize(code);
    for (int y = 0; y < size; y++)
        for (int x = 0; x < size; x++) {
            int n = 0;
            while (x + n < size && qrcodegen_getModule(code, x + n, y)) n++;
            if (n) mk_buf_printf(&b, "M%d %dh%dv1h-%dz", x, y, n, n);
            x += n;
        }
    return mk_buf_str(&b);
}

mk_str mk_qr_svg(mk_arena *a, mk_str text, int quiet)
{
    int size;
    mk_str path = mk_qr_path(a, text, &size);
    if (!path.n) return MK_S("");
    return mk_arena_printf(a, "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"%d %d %d %d\" shape-rendering=\"crispEdges\">"
                           "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" fill=\"#fff\"/><path fill=\"#000\" d=\"%.*s\"/></svg>",
                           -quiet, -quiet, size + 2 * quiet, size + 2 * quiet, -quiet, -quiet, size + 2 * quiet, size + 2 * quiet, MK_SARG(path));
}
