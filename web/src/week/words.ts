// SPDX-License-Identifier: Apache-2.0
import { own } from "../i18n/own";

const he = {
  title: "השבוע בעסק",
  help: "עמוד אחד לשבוע: קודם משפטים, אחר כך תמונות. אפשר להדפיס אותו, או לקחת את המספרים לגיליון.",
  of: (from: string, to: string) => `${from} עד ${to}`,
  before: "השבוע הקודם",
  after: "השבוע הבא",
  print: "הדפסה",
  csv: "המספרים כ־CSV",
  pictures: "בתמונות",
  was: (v: string) => `קודם: ${v}`,
  parts: {
    sales: "מכירות", purchases: "קניות", customers: "לקוחות שקנו", new: "לקוחות חדשים", again: "חזרו לקנות", proposals: "הצעות של היום", done: "הצעות שבוצעו",
    granted: "הסכמות שניתנו", refused: "סירובים וביטולים", notes: "הערות", items: "נמכרו הכי הרבה",
  } as Record<string, string>,
  usual: "הפס הבהיר: שבוע רגיל",
  none: "עוד אין מה לספר על השבוע הזה",
  noneHint: "כשיירשמו קניות או ייכנס קובץ, הסיפור של השבוע יופיע כאן.",
  count: (n: string) => n,
  days: (n: string) => (n === "1" ? "יום" : `${n} ימים`),
  chart: (what: string, list: string) => `${what}: ${list}`,
};
const en: typeof he = {
  title: "The week in the business",
  help: "One page for a week: sentences first, pictures after. It can be printed, and its numbers taken to a sheet.",
  of: (from, to) => `${from} to ${to}`,
  before: "The week before",
  after: "The week after",
  print: "Print",
  csv: "The numbers as CSV",
  pictures: "In pictures",
  was: (v) => `before: ${v}`,
  parts: {
    sales: "Sales", purchases: "Purchases", customers: "Customers who bought", new: "New customers", again: "Bought again", proposals: "Proposals of the day", done: "Proposals done",
    granted: "Consents given", refused: "Refused and withdrawn", notes: "Notes", items: "Sold most",
  },
  usual: "The pale band: a usual week",
  none: "There is nothing to tell of this week yet",
  noneHint: "When purchases are written down or a file comes in, the story of the week appears here.",
  count: (n) => n,
  days: (n) => (n === "1" ? "1 day" : `${n} days`),
  chart: (what, list) => `${what}: ${list}`,
};
export const words = own(he, en);
