// SPDX-License-Identifier: Apache-2.0
// Purchases as dots on a time line, bows between them, and the window in which the next one is expected. Time runs with the
// reading direction. The window is the server's when it gives one, else the due day give or take the usual scatter of the gaps.
// With fewer than two purchases there is no rhythm to show, and it says so.
import { asDay, businessDay, count, day, daysBetween, shortDay } from "../format";
import { rtl, t } from "../i18n";
import type { Customer, Event } from "../types";

const W = 320;
const H = 98;
const BASE = 68;

export interface Purchases { days: Date[]; ofItem: boolean }

/** The days on which the customer bought, of one item when it was bought at least twice, else of anything. */
export function purchases(timeline: Event[] | undefined, item: string | undefined): Purchases {
  const sales = (timeline ?? []).filter((e) => e.kind === "sale");
  const days = (es: Event[]) => {
    const out: Date[] = [];
    for (const e of es) {
      const d = asDay(e.at);
      if (d && !out.some((o) => daysBetween(o, d) === 0)) out.push(d);
    }
    return out.sort((a, b) => a.getTime() - b.getTime());
  };
  const own = item ? days(sales.filter((e) => e.lines?.some((l) => l.item_name === item))) : [];
  return own.length >= 2 ? { days: own, ofItem: true } : { days: days(sales), ofItem: false };
}

function middle(v: number[]): number {
  const s = [...v].sort((a, b) => a - b);
  const m = s.length >> 1;
  return s.length % 2 ? (s[m] ?? 0) : ((s[m - 1] ?? 0) + (s[m] ?? 0)) / 2;
}

const shift = (d: Date, n: number) => new Date(d.getTime() + n * 86_400_000);

export function Rhythm({ customer, item, due, low, high, plain }: {
  customer: Customer | null; item?: string; due?: Date | null; low?: Date | null; high?: Date | null; plain?: boolean;
}) {
  const words = t().rhythm;
  const caption = (of: boolean) => <><span>{words.title}</span>{of && <span class="faint"><bdi dir="auto">{item}</bdi></span>}</>;
  // While the purchases have not come the picture keeps its place.
  if (!customer) return <figure class="rhythm" aria-hidden="true"><figcaption>{caption(!!item)}</figcaption><svg viewBox={`0 0 ${W} ${H}`} /></figure>;
  const events = customer.timeline;
  const { days: all, ofItem } = purchases(events, item);
  if (all.length < 2) return all.length === 0 ? null : <p class="faint">{words.few}</p>;
  const days = all.slice(-9);
  const today = businessDay(events, customer.value?.since_days);
  const gaps = days.slice(1).map((d, i) => daysBetween(days[i] ?? d, d));
  const usual = middle(gaps);
  const scatter = Math.max(1, Math.round(1.4826 * middle(gaps.map((g) => Math.abs(g - usual)))));
  const last = days[days.length - 1] as Date;
  const dueDay = due ?? null;
  const known = dueDay !== null && (gaps.length >= 2 || !!low);
  const from = known ? (low ?? shift(dueDay, -scatter)) : null;
  const to = known ? (high ?? shift(dueDay, scatter)) : null;

  const t0 = (days[0] as Date).getTime();
  // A window that reaches far would squeeze the past into a corner: the scale ends where it stays readable.
  const reach = Math.max(today.getTime(), dueDay && known ? dueDay.getTime() : 0, last.getTime());
  const t1 = Math.min(Math.max(reach, to?.getTime() ?? 0), reach + 0.35 * (reach - t0)) + 1;
  const pad = 18;
  const x = (d: Date) => {
    const f = Math.min(1, Math.max(0, (d.getTime() - t0) / Math.max(1, t1 - t0)));
    const v = pad + f * (W - 2 * pad);
    return rtl() ? W - v : v;
  };
  const bow = (a: Date, b: Date, key: string | number, dashed = false) => {
    const xa = x(a);
    const xb = x(b);
    const lift = Math.min(44, 12 + Math.abs(xb - xa) * 0.46);
    return <path key={key} class={dashed ? "bow dashed" : "bow"} d={`M${xa} ${BASE} Q${(xa + xb) / 2} ${BASE - lift * 1.6} ${xb} ${BASE}`} />;
  };
  // Labels under the line must not run into each other: the first day stays, "today" moves up when they are close.
  const tx = x(today);
  const inside = (v: number) => Math.min(W - 26, Math.max(26, v));
  const label = words.label(days.length, count(usual), from ? day(from) : "", to ? day(to) : "");
  return (
    <figure class="rhythm">
      <figcaption>
        {caption(ofItem)}
        {!plain && <span class="faint">{words.typical(count(usual))}</span>}
      </figcaption>
      <svg viewBox={`0 0 ${W} ${H}`} role="img" aria-label={label} direction="ltr">
        <line class="axis" x1={pad / 2} x2={W - pad / 2} y1={BASE} y2={BASE} />
        {from && to && (
          <rect class="window" x={Math.min(x(from), x(to)) - 6} width={Math.abs(x(to) - x(from)) + 12} y={BASE - 13} height={26} rx={10} />
        )}
        {days.slice(1).map((d, i) => bow(days[i] as Date, d, i))}
        {known && dueDay > last && bow(last, dueDay, "next", true)}
        <line class="now" x1={tx} x2={tx} y1={14} y2={BASE + 9} />
        <text class="now-text" x={inside(tx)} y={10} text-anchor="middle">{words.today}</text>
        {days.map((d) => <circle key={d.getTime()} class={d === last ? "dot last" : "dot"} cx={x(d)} cy={BASE} r={d === last ? 5.5 : 4} />)}
        {known && <circle class="dot due" cx={x(dueDay)} cy={BASE} r={5} />}
        <text class="tick" x={inside(x(days[0] as Date))} y={H - 6} text-anchor="middle">{shortDay(days[0] as Date)}</text>
        {known && (
          <text class="tick strong" x={inside(x(dueDay))} y={H - 6} text-anchor="middle">{shortDay(dueDay)}</text>
        )}
      </svg>
    </figure>
  );
}
