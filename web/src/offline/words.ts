// SPDX-License-Identifier: Apache-2.0
import { own } from "../i18n/own";

const he = {
  down: "אין קו",
  sending: "נשלח…",
  waits: (n: number) => (n === 1 ? "רישום אחד ממתין" : n === 2 ? "שני רישומים ממתינים" : `${n} רישומים ממתינים`),
  refused: (n: number) => (n === 1 ? "רישום אחד לא התקבל" : `${n} רישומים לא התקבלו`),
  title: "מה נשמר כאן וטרם נשלח",
  hint: "הרישומים שמורים במכשיר הזה גם אם החלון ייסגר. כשהקו חוזר הם נשלחים פעם אחת, לפי הסדר שבו נכתבו.",
  none: "הכול נשלח.",
  now: "ניסיון עכשיו",
  again: "ניסיון נוסף",
  discard: "מחיקה",
  copy: "מה נכתב",
  by: (who: string) => `נכתב על ידי ${who}`,
  others: "ממתין לכניסה של מי שכתב",
  fresh: "גרסה חדשה מוכנה",
  take: "מעבר אליה",
};
const en: typeof he = {
  down: "No line",
  sending: "Sending…",
  waits: (n) => (n === 1 ? "1 entry waits" : `${n} entries wait`),
  refused: (n) => (n === 1 ? "1 entry was not taken" : `${n} entries were not taken`),
  title: "Kept here, not sent yet",
  hint: "Entries stay on this device even when the window is closed. When the line is back they are sent once, in the order they were written.",
  none: "Everything has been sent.",
  now: "Try now",
  again: "Try again",
  discard: "Delete",
  copy: "What was written",
  by: (who) => `written by ${who}`,
  others: "waits for who wrote it to sign in",
  fresh: "A new version is ready",
  take: "Switch to it",
};
export const words = own(he, en);
