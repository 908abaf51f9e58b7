// SPDX-License-Identifier: Apache-2.0
// The Hebrew calendar by arithmetic, as src/engine/need/hebrew.c has it (Dershowitz & Reingold, chapter 8): the calendar of some
// browsers is wrong in some years. Days are counted from 1970-01-01; months as the Torah counts, ADAR the first of two in a leap year.
import { lang } from "./i18n";

const EPOCH = -2092590; // 1 Tishrei of the year 1
const TISHREI = 7;
const ADAR = 12;
interface HebrewDay { year: number; month: number; day: number }

const leap = (year: number) => (7 * year + 1) % 19 < 7;

function elapsed(year: number): number {
  const months = Math.floor((235 * year - 234) / 19);
  const parts = 12084 + 13753 * months;
  const day = 29 * months + Math.floor(parts / 25920);
  return (3 * (day + 1)) % 7 < 3 ? day + 1 : day;
}

function newYear(year: number): number {
  const before = elapsed(year - 1);
  const now = elapsed(year);
  const after = elapsed(year + 1);
  return EPOCH + now + (after - now === 356 ? 2 : now - before === 382 ? 1 : 0);
}

function monthDays(year: number, month: number): number {
  const days = newYear(year + 1) - newYear(year);
  switch (month) {
    case 2: case 4: case 6: case 10: case 13: return 29;
    case ADAR: return leap(year) ? 30 : 29;
    case 8: return days % 10 === 5 ? 30 : 29;
    case 9: return days % 10 === 3 ? 29 : 30;
    default: return 30;
  }
}

const after = (year: number, month: number) => (month === (leap(year) ? 13 : 12) ? 1 : month + 1);

function dayOf(year: number, month: number, day: number): number {
  let at = newYear(year) + day - 1;
  for (let m = TISHREI; m !== month; m = after(year, m)) at += monthDays(year, m);
  return at;
}

function hebrewOf(day: number): HebrewDay {
  let year = Math.floor(((day - EPOCH) * 98496) / 35975351) + 1;
  while (newYear(year) > day) year--;
  while (newYear(year + 1) <= day) year++;
  let rest = day - newYear(year);
  let month = TISHREI;
  for (let n = monthDays(year, month); rest >= n; n = monthDays(year, month)) {
    rest -= n;
    month = after(year, month);
  }
  return { year, month, day: rest + 1 };
}

/** The next day on or after `from` on which a birthday or anniversary that was first on `of` is kept by the Hebrew calendar. */
export function nextHebrew(of: number, from: number): number {
  const h = hebrewOf(of);
  for (let year = hebrewOf(from).year; ; year++) {
    const month = h.month < ADAR ? h.month : !leap(year) ? ADAR : leap(h.year) ? h.month : 13;
    const day = dayOf(year, month, h.day); // A 30th that is not there runs on.
    if (day >= from) return day;
  }
}

/** The same by the civil calendar; 29 February is kept on the 28th of a common year. */
export function nextCivil(of: number, from: number): number {
  const d = new Date(of * 86_400_000);
  for (let year = new Date(from * 86_400_000).getUTCFullYear(); ; year++) {
    let day = Date.UTC(year, d.getUTCMonth(), d.getUTCDate()) / 86_400_000;
    if (new Date(day * 86_400_000).getUTCDate() !== d.getUTCDate()) day -= 1;
    if (day >= from) return day;
  }
}

/** "1984-03-05" as a day's number, or null. */
export function numberOf(iso: string | undefined): number | null {
  const m = /^(\d{4})-(\d{2})-(\d{2})/.exec(iso ?? "");
  return m ? Date.UTC(Number(m[1]), Number(m[2]) - 1, Number(m[3])) / 86_400_000 : null;
}

const he = ["", "ניסן", "אייר", "סיוון", "תמוז", "אב", "אלול", "תשרי", "חשוון", "כסלו", "טבת", "שבט", "אדר", "אדר ב׳"];
const en = ["", "Nisan", "Iyyar", "Sivan", "Tamuz", "Av", "Elul", "Tishrei", "Cheshvan", "Kislev", "Tevet", "Sh'vat", "Adar", "Adar II"];

/** A number in letters: 12 is י״ב, 787 is תשפ״ז. */
function letters(n: number): string {
  let out = "";
  for (const [v, c] of [[400, "ת"], [300, "ש"], [200, "ר"], [100, "ק"]] as const) while (n >= v) { out += c; n -= v; }
  if (n === 15 || n === 16) out += n === 15 ? "טו" : "טז";
  else out += "_יכלמנסעפצ".charAt(Math.floor(n / 10)).replace("_", "") + "_אבגדהוזחט".charAt(n % 10).replace("_", "");
  return out.length > 1 ? `${out.slice(0, -1)}״${out.slice(-1)}` : `${out}׳`;
}

/** "י״ב בכסלו תשפ״ז", "12 Kislev 5787". */
export function hebrewText(day: number): string {
  const h = hebrewOf(day);
  if (lang.value === "he") return `${letters(h.day)} ב${h.month === ADAR && leap(h.year) ? "אדר א׳" : he[h.month]} ${letters(h.year % 1000)}`;
  return `${h.day} ${h.month === ADAR && leap(h.year) ? "Adar I" : en[h.month]} ${h.year}`;
}
