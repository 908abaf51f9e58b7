/* SPDX-License-Identifier: Apache-2.0
 * Errors in Hebrew: the fixed parts of each kind, whose English is in errors.def, and the messages. What is not here is told in English. */
#include <inttypes.h>
#include "today.h"
#include "reference.h"

static const struct { int code; const char *text, *hint; } hebrew[] = {
    { MK_EINVAL, "לא הובן", "הפקודה makir help מראה מה מצופה" },
    { MK_ENOTFOUND, "לא נמצא", "כדאי לבדוק את האיות או את המזהה" },
    { MK_EEXISTS, "כבר קיים", "אפשר להשתמש בקיים, או לבחור שם אחר" },
    { MK_ECONFLICT, "השתנה בינתיים", "כדאי לראות מה השתנה ולנסות שוב" },
    { MK_EDENIED, "אין הרשאה", "בעל העסק יכול לתת את ההרשאה" },
    { MK_EAUTH, "לא נכנסת למערכת", "יש להיכנס ולנסות שוב" },
    { MK_EBADDATA, "הנתונים אינם תקינים", "יש לתקן את השורות שצוינו ולתת אותן שוב" },
    { MK_ELIMIT, "גדול מדי", "אפשר לתת פחות בבת אחת, או להגדיל את הגבול בהגדרות" },
    { MK_ECANCELLED, "בוטל", "דבר לא השתנה" },
    { MK_EIO, "קריאה או כתיבה נכשלה", "כדאי לבדוק את הדיסק, את הנתיב ואת ההרשאות" },
    { MK_ESTORE, "המאגר נכשל", "כדאי להריץ: makir doctor" },
    { MK_ENOMEM, "אין די זיכרון", "כדאי לסגור תוכניות אחרות, או לתת פחות בבת אחת" },
    { MK_EBUSY, "עסוק", "משימה ארוכה אחרת רצה; אפשר לנסות שוב כשתסתיים" },
    { MK_EBUG, "תקלה במכיר", "נשמח לדיווח, עם מה שנעשה" },
};

const char *mk_error_title(int code, mk_lang lang)
{
    for (size_t i = 0; lang == MK_HE && i < sizeof hebrew / sizeof *hebrew; i++)
        if (hebrew[i].code == code) return hebrew[i].text;
    return mk_error_about(code)->text;
}

const char *mk_error_hint(int code, mk_lang lang)
{
    for (size_t i = 0; lang == MK_HE && i < sizeof hebrew / sizeof *hebrew; i++)
        if (hebrew[i].code == code) return hebrew[i].hint;
    return mk_error_about(code)->hint;
}

static const struct { const char *en, *he; } messages[] = {
#define HE(en, he) { en, he },
#include "said.def"
#undef HE
};

const char *mk_error_said(const char *english, mk_lang lang)
{
    for (size_t i = 0; lang == MK_HE && i < sizeof messages / sizeof *messages; i++)
        if (strcmp(messages[i].en, english) == 0) return messages[i].he;
    return english;
}
