// SPDX-License-Identifier: Apache-2.0
// The accessibility statement, as the regulations ask of a service: what was done, how it was checked, what is not yet so, and
// to whom to turn. The known gaps are written here, not hidden.
import { me } from "../api";
import { own } from "../i18n/own";
import { t } from "../i18n";
import { User } from "../ui/bits";

const he = {
  title: "הצהרת נגישות",
  lead: "המסכים האלה נבנו כדי שכל אדם בצוות יוכל לעבוד בהם. הם מכוונים לתקן הישראלי ת״י 5568 ולהנחיות WCAG 2.1 ברמה AA, ובנוסף לכותרת לכל חלק (2.4.10).",
  doneTitle: "מה נעשה",
  done: [
    "כל פעולה אפשר לעשות במקלדת בלבד. רשימת הקיצורים נפתחת בסימן שאלה, וקיצורים של אות אחת אפשר לכבות.",
    "לכל כפתור, שדה ותמונה יש שם שקורא מסך אומר. הודעות נאמרות בלי להזיז את המיקוד.",
    "ניגודיות של 4.5 ל־1 לפחות לכל טקסט, בהיר וכהה. שום דבר לא נאמר בצבע בלבד.",
    "הגדלה עד 400% בלי גלילה לצדדים, ותצוגה מרוחב 320 פיקסלים.",
    "בלי תנועה כשהמכשיר מבקש כך. שום דבר לא מהבהב.",
    "אפשר לבטל כמעט כל פעולה, והודעה עם ביטול ממתינה כל עוד המיקוד עליה.",
    "עברית מימין לשמאל, ושמות, טלפונים וסכומים בכיוון שלהם בתוך המשפט.",
  ],
  checkedTitle: "איך זה נבדק",
  checked: "בכל שינוי בתוכנה רצה בדיקה אוטומטית על כל המסכים, בעברית ובאנגלית, בטלפון ובמחשב, בבהיר ובכהה: כללי axe-core, ניגודיות מדודה, שמות לכל רכיב, וזרימות שלמות במקלדת בלבד.",
  gapsTitle: "מה עוד לא",
  gaps: [
    "לא נערכה בדיקה של אדם עם מוגבלות או של יועץ נגישות מורשה.",
    "בדיקה ידנית בקוראי מסך (NVDA, VoiceOver) לא תועדה עדיין.",
    "הפוסטר להדפסה הוא תמונה; כל מה שכתוב בו נמצא גם בדף ההצטרפות עצמו.",
    "תמונות של לקוחות רבים (מפת הערך) נקראות בקורא מסך כסיכום; הרשימה שלידן אומרת הכול.",
  ],
  whomTitle: "למי פונים",
  whom: (shop: string) => (shop ? `מה שלא נגיש הוא תקלה. אפשר לפנות אל ${shop}, ומי שמפעיל את התוכנה יוכל לדווח למפתחים.` : "מה שלא נגיש הוא תקלה. אפשר לפנות לבעלי העסק, ומי שמפעיל את התוכנה יוכל לדווח למפתחים."),
  date: "עודכן בנובמבר 2026",
};
const en: typeof he = {
  title: "Accessibility statement",
  lead: "These screens were built so that everybody on the staff can work with them. They aim at the Israeli standard IS 5568 and WCAG 2.1 level AA, and in addition at a heading for each part (2.4.10).",
  doneTitle: "What was done",
  done: [
    "Everything can be done by keyboard alone. A question mark opens the list of shortcuts; those of one letter can be switched off.",
    "Each button, field and picture has a name that a screen reader says. Messages are said without moving the focus.",
    "A contrast of 4.5 to 1 or more for all text, light and dark. Nothing is said by colour alone.",
    "Enlarged to 400% nothing scrolls sideways; it works from a width of 320 pixels.",
    "No motion when the device asks for that. Nothing flashes.",
    "Almost everything can be undone, and a message with an undo waits while the focus is on it.",
    "Hebrew from right to left, with names, phones and sums in their own direction inside the sentence.",
  ],
  checkedTitle: "How it is checked",
  checked: "With each change of the program an automatic check runs over all screens, in Hebrew and English, on a phone and a desk, light and dark: the rules of axe-core, measured contrast, names of everything, and whole flows by keyboard alone.",
  gapsTitle: "What is not so yet",
  gaps: [
    "No person with a disability and no licensed adviser has examined it.",
    "A manual examination with screen readers (NVDA, VoiceOver) is not on record yet.",
    "The poster for printing is a picture; all it says stands on the sign-up page itself.",
    "Pictures of many customers (the map of value) are read by screen readers as a summary; the list beside them says it all.",
  ],
  whomTitle: "Whom to turn to",
  whom: (shop) => (shop ? `What is not accessible is a fault. Turn to ${shop}; who runs the program can report it to its developers.` : "What is not accessible is a fault. Turn to the owner; who runs the program can report it to its developers."),
  date: "Updated in November 2026",
};
const words = own(he, en);

export function Access() {
  const w = words();
  return (
    <main id="main" class="narrow prose-page">
      <h1 tabIndex={-1}>{w.title}</h1>
      <p>{w.lead}</p>
      <h2>{w.doneTitle}</h2>
      <ul>{w.done.map((s) => <li key={s}>{s}</li>)}</ul>
      <h2>{w.checkedTitle}</h2>
      <p>{w.checked}</p>
      <h2>{w.gapsTitle}</h2>
      <ul>{w.gaps.map((s) => <li key={s}>{s}</li>)}</ul>
      <h2>{w.whomTitle}</h2>
      <p><User>{w.whom(me.value?.shop ?? "")}</User></p>
      <p class="faint">{w.date} · {t().name}</p>
    </main>
  );
}
