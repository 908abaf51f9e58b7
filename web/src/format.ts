// SPDX-License-Identifier: Apache-2.0
// Numbers, sums and days as people write them, by the browser's own tables (he-IL, en-GB). Sums come in minor units.
import { me } from "./api";
import { locale } from "./i18n";

const cache = new Map<string, Intl.NumberFormat | Intl.DateTimeFormat>();

function kept<T extends Intl.NumberFormat | Intl.DateTimeFormat>(key: string, make: () => T): T {
  const full = `${locale()}|${key}`;
  let f = cache.get(full) as T | undefined;
  if (!f) {
    f = make();
    cache.set(full, f);
  }
  return f;
}

function currencyFormat(currency: string, whole: boolean): Intl.NumberFormat {
  return kept(`c${currency}${whole}`, () => {
    try {
      return new Intl.NumberFormat(locale(), {
        style: "currency", currency, currencyDisplay: "narrowSymbol", ...(whole ? { maximumFractionDigits: 0, minimumFractionDigits: 0 } : {}),
      });
    } catch {
      return new Intl.NumberFormat(locale()); // A currency code that nobody knows must not take the page down.
    }
  });
}

function major(minor: number, currency: string): number {
  const digits = currencyFormat(currency, false).resolvedOptions().maximumFractionDigits ?? 2;
  return minor / 10 ** digits;
}

/** A sum that was paid: agorot are shown only when there are any, in it or in those it stands among (`exact`). */
export function money(minor: number, currency = "ILS", exact = false): string {
  const v = major(minor, currency);
  return currencyFormat(currency, !exact && Number.isInteger(v)).format(v);
}

/** Whether sums that stand below one another need agorot: then all of them have some, and line up. */
export function exactly(of: { amount?: number | null }[], currency?: string): boolean {
  return of.some((e) => typeof e.amount === "number" && !Number.isInteger(major(e.amount, currency ?? "ILS")));
}

/** A sum that is estimated: to the unit, because more digits would pretend to know more. */
export function about(minor: number, currency = "ILS"): string {
  return currencyFormat(currency, true).format(major(minor, currency));
}

/** Only the number of an estimated sum, for the ends of an interval. */
export function aboutBare(minor: number, currency = "ILS"): string {
  return kept("int", () => new Intl.NumberFormat(locale(), { maximumFractionDigits: 0 })).format(Math.round(major(minor, currency)));
}

export function percent(p: number): string {
  // Nothing that is estimated is certain, so 99.6 % is not rounded to 100.
  const v = p > 0.99 && p < 1 ? 0.99 : p < 0.01 && p > 0 ? 0.01 : p;
  return kept("pct", () => new Intl.NumberFormat(locale(), { style: "percent", maximumFractionDigits: 0 })).format(v);
}

export function count(n: number, digits = 0): string {
  return kept(`n${digits}`, () => new Intl.NumberFormat(locale(), { maximumFractionDigits: digits })).format(n);
}

/** A day or a moment as a Date; a bare day is taken as noon, so no time zone can move it. */
export function asDate(v: string | undefined): Date | null {
  if (!v) return null;
  const d = /^\d{4}-\d{2}-\d{2}$/.test(v) ? new Date(`${v}T12:00:00`) : new Date(v);
  return Number.isNaN(d.getTime()) ? null : d;
}

/** The business counts its days by its own clock, wherever this browser is; where it does not say, by the browser's. */
const zone = () => me.value?.timezone || undefined;

/** The business's day on which a moment falls, at noon. */
export function asDay(v: string | undefined): Date | null {
  const d = asDate(v);
  if (!d || !v || v.length <= 10) return d;
  try {
    return asDate(new Intl.DateTimeFormat("sv-SE", { timeZone: zone(), year: "numeric", month: "2-digit", day: "2-digit" }).format(d));
  } catch {
    return d; // A zone this browser does not know.
  }
}

/** "3 בנובמבר", with the year when it is not this one. */
export function day(v: string | Date | undefined): string {
  const d = v instanceof Date ? v : asDay(v);
  if (!d) return "";
  const year = d.getFullYear() !== new Date().getFullYear();
  return kept(`d${year}`, () =>
    new Intl.DateTimeFormat(locale(), { day: "numeric", month: "long", ...(year ? { year: "numeric" } : {}) })).format(d);
}

/** "14 במרץ 2021": the year always said. */
export function longDay(v: string | undefined): string {
  const d = v ? (saidDay(v) ?? (iso8601.test(v) ? asDay(v) : null)) : null;
  return d ? kept("l", () => new Intl.DateTimeFormat(locale(), { dateStyle: "long" })).format(d) : (v ?? "");
}

/** "3.2.24": where there is little room. */
export function shortDay(v: string | Date | undefined): string {
  const d = v instanceof Date ? v : asDay(v);
  return d ? kept("s", () => new Intl.DateTimeFormat(locale(), { day: "numeric", month: "numeric", year: "2-digit" })).format(d) : "";
}

/** "3.2.2024": for proof, where the year always matters. */
export function fullDay(v: string | undefined): string {
  const d = asDay(v);
  return d ? kept("f", () => new Intl.DateTimeFormat(locale(), { day: "numeric", month: "numeric", year: "numeric" })).format(d) : "";
}

export function moment(v: string | undefined): string {
  const d = asDate(v);
  return d ? kept(`m${zone()}`, () => new Intl.DateTimeFormat(locale(), { dateStyle: "medium", timeStyle: "short", timeZone: zone() })).format(d) : "";
}

export function month(d: Date): string {
  return kept("mo", () => new Intl.DateTimeFormat(locale(), { month: "long", year: "numeric" })).format(d);
}

export function weekday(d: Date): string {
  const year = d.getFullYear() !== new Date().getFullYear();
  return kept(`w${year}`, () =>
    new Intl.DateTimeFormat(locale(), { weekday: "long", day: "numeric", month: "long", ...(year ? { year: "numeric" } : {}) })).format(d);
}

const iso8601 = /^\d{4}-\d{2}-\d{2}/;

/** The year of a first contact. The server may have put the day in words already; then its words stand. */
export function year(v: string | undefined): string {
  if (!v) return "";
  return iso8601.test(v) ? v.slice(0, 4) : (/\d{4}/.exec(v)?.[0] ?? v);
}

/** A day as the server says it in its sentences ("9.12.2011", "9 Dec 2011"), or null. */
export function saidDay(v: string): Date | null {
  const he = /^(\d{1,2})\.(\d{1,2})\.(\d{4})$/.exec(v.trim());
  const d = he ? new Date(Number(he[3]), Number(he[2]) - 1, Number(he[1]), 12) : /^\d{1,2} [A-Z][a-z]{2} \d{4}$/.test(v.trim()) ? new Date(`${v.trim()} 12:00`) : null;
  return d && !Number.isNaN(d.getTime()) ? d : null;
}

/** Whole days from a to b. */
export const daysBetween = (a: Date, b: Date) => Math.round((b.getTime() - a.getTime()) / 86_400_000);

/** The business's own today: a store may be looked at on a day of its past. Told by the customer's last purchase and the days since. */
export function businessDay(timeline: { at: string; kind: string }[] | undefined, sinceDays: number | undefined): Date {
  const now = asDate(new Date().toLocaleDateString("sv-SE")) ?? new Date();
  const last = asDay(timeline?.find((e) => e.kind === "sale")?.at);
  return last && typeof sinceDays === "number" ? new Date(last.getTime() + Math.round(sinceDays) * 86_400_000) : now;
}

/** Two letters that stand for a name: the first of the first word and of the last. */
export function initials(name: string): string {
  const number = /(\d{2,})\s*$/.exec(name);
  if (number?.[1]) return number[1].slice(-2); // "לקוח 12347": who has no name is told apart by his number.
  const words = name.replace(/["'׳״.,()]/g, " ").split(/\s+/u).filter((w) => /\p{L}/u.test(w));
  const first = words[0]?.match(/\p{L}/u)?.[0] ?? "?";
  const last = words.length > 1 ? (words[words.length - 1]?.match(/\p{L}/u)?.[0] ?? "") : "";
  return (first + last).toLocaleUpperCase();
}

/** Is it a sum as people type it: "89", "89.90", "89,90"? */
export const isSum = (v: string) => /^\s*\d{1,7}([.,]\d{1,2})?\s*$/.test(v);
