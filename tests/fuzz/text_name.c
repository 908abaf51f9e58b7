/* SPDX-License-Identifier: Apache-2.0
 * Names and addresses of any bytes: two names parted by the first NUL or new line are read and compared, either way round; streets and towns are taken apart. */
#include "fuzz.h"
#include "contact_key.h"
#include "person_name.h"
#include "place.h"

const mk_str mk_fuzz_seeds[] = {
    MK_S(""), MK_S("ד\"ר רונית לפידור-בלו\nRonit Lapidor"), MK_S("איתן מ' ר' הלוי\nאיתן מ. ר. הלוי"), MK_S("כהן, דוד\nDavid M. Cohen Jr."), MK_S("בן כהן\nBen Cohen"),
    MK_S("ח'אלד זשצ'ירינסקי\nKhaled Zhchirinsky"), MK_S("א ב ג ד ה ו ז ח ט י\na b c d e f g h i j"), MK_S("Łódź Ærøskøbing\nИван Петров"),
    MK_S("רח' הרצל 5א/12, דירה 3, ת.ד. 1234\nתל אביב - יפו"), MK_S("אאאאאאאאאאאאאאאאאאאאאאאאאאאאאאאאאאאאאא\nqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq"), { 0 },
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    mk_arena *a = mk_arena_new();
    mk_str s = { (const char *)data, size < 4096 ? size : 4096 }, x = s, y = { "", 0 };
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] == 0 || s.p[i] == '\n') {
            x = mk_str_sub(s, 0, i);
            y = mk_str_sub(s, i + 1, s.n);
            break;
        }
    static mk_arena *kept;                              /* made once: the model is large, and constant */
    static const mk_translit_model *model;
    if (!kept) model = mk_translit_model_new(kept = mk_arena_new());
    mk_words *w = mk_words_new(a, model);
    mk_person_name p = mk_person_name_of(w, x), q = mk_person_name_of(w, y), both = mk_person_name_parts(w, x, y);
    FUZZ_CHECK(p.n <= MK_NAME_TOKENS && p.middle <= p.givens && p.givens <= p.n && both.givens <= both.n && both.n <= MK_NAME_TOKENS);
    mk_name_match m = mk_person_name_compare(w, &p, &q), n = mk_person_name_compare(w, &q, &p), same = mk_person_name_compare(w, &both, &both);
    FUZZ_CHECK(m.level == n.level && m.given == n.given && m.family == n.family && m.level < MK_NAMES_LEVELS);
    FUZZ_CHECK(same.level == (both.n ? MK_NAMES_SAME : MK_NAMES_MISSING));
    mk_street street = mk_street_of(a, s);
    FUZZ_CHECK(street.name.n <= 2 * s.n + 16);
    mk_str city = mk_city_key(a, s), again = mk_city_key(a, city);
    FUZZ_CHECK(mk_str_eq(city, again) || city.n > 0);
    mk_str zip;
    if (mk_postcode_parse(a, s, &zip)) FUZZ_CHECK(zip.n == 5 || zip.n == 7);
    mk_natid_level id = mk_natid_compare(a, x, y);
    FUZZ_CHECK(id == mk_natid_compare(a, y, x));
    mk_arena_free(a);
    return 0;
}
