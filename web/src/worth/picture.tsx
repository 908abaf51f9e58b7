// SPDX-License-Identifier: Apache-2.0
// Everybody by what is expected of him and by what is left to the possible, both on a scale of powers: a shop has a few large
// customers and many small ones. (On the one line of a small shop twice as far is twice as much.) It runs with the reading direction. A dot opens its person; the same people are in the list below,
// which is how keyboards and screen readers reach them.
import { about } from "../format";
import { rtl, t } from "../i18n";
import { customerHref, go } from "../route";
import type { MapRow } from "../types";

const corners = ["both", "care", "learn", "peace"] as const;
export const places = [...corners, "unknown"] as const;
const W = 400;
const H = 320;
const L = 14;
const B = 30;

const power = (v: number) => Math.log10(Math.max(100, v));

function Dot({ row, x, y }: { row: MapRow; x: number; y: number }) {
  const words = t().worth;
  const said = [`${words.expected} ${about(row.expected ?? 0, row.currency)}`, ...(typeof row.gap === "number" ? [`${words.gap} ${about(row.gap, row.currency)}`] : [])];
  return (
    <circle class={`p ${row.place}${row.side === "unhappy" || row.side === "strained" ? " sore" : ""}`} cx={x} cy={y} r={3.8} onClick={() => go(customerHref(row.customer))}>
      <title>{`${row.name}: ${said.join(", ")}`}</title>
    </circle>
  );
}

/** While nobody knows what is possible: everybody on one line, by what is expected; who would cover another stands above him. */
export function Line({ rows }: { rows: MapRow[] }) {
  const words = t().worth;
  const seen = rows.filter((r) => typeof r.expected === "number").map((r) => ({ r, v: r.expected ?? 0 })).sort((a, b) => a.v - b.v);
  const [from, to] = [seen[0]?.v ?? 0, seen[seen.length - 1]?.v ?? 0];
  const ends: number[] = []; // how far each row of dots is taken
  const dots = seen.map(({ r, v }) => {
    const p = L + ((v - from) / (to - from || 1)) * (W - 2 * L);
    let k = ends.findIndex((end) => p - end >= 9);
    if (k < 0) k = ends.length;
    ends[k] = p;
    return { r, x: rtl() ? W - p : p, k };
  });
  const base = Math.max(60, ends.length * 9 + 12);
  return (
    <figure class="picture">
      <svg viewBox={`0 0 ${W} ${base + B}`} role="img" aria-label={words.lineLabel(seen.length)} direction="ltr">
        <rect class="q" width={W} height={base + 4} />
        {dots.map(({ r, x, k }) => <Dot key={r.customer} row={r} x={x} y={base - 6 - 9 * k} />)}
        <text class="axis-name" x={rtl() ? 8 : W - 8} y={base + B - 8} text-anchor={rtl() ? "start" : "end"}>{`${words.x} ${rtl() ? "←" : "→"}`}</text>
      </svg>
    </figure>
  );
}

export function Picture({ rows }: { rows: MapRow[] }) {
  const words = t().worth;
  const first = rows[0];
  const middle = first?.middle_gap ?? 100;
  // Who is as good as gone is left in peace wherever he would lie: he is not drawn among those to learn about.
  const seen = rows.filter((r) => typeof r.expected === "number" && typeof r.gap === "number" && (r.place !== "peace" || r.gap < middle));
  if (!first || seen.length === 0) return null;
  const midX = power(first.middle_money ?? 100);
  const midY = power(middle);
  const span = (vs: number[], mid: number): [number, number] => [Math.min(...vs, mid - 0.6) - 0.1, Math.max(...vs, mid + 0.6) + 0.1];
  const [x0, x1] = span(seen.map((r) => power(r.expected ?? 0)), midX);
  const [y0, y1] = span(seen.map((r) => power(r.gap ?? 0)), midY);
  const x = (v: number) => {
    const p = L + ((v - x0) / (x1 - x0)) * (W - 2 * L);
    return rtl() ? W - p : p;
  };
  const y = (v: number) => H - B - ((v - y0) / (y1 - y0)) * (H - B - 12);
  const cx = x(midX);
  const cy = y(midY);
  const near = rtl() ? cx : 0; // the side of the low half
  const far = rtl() ? 0 : cx;
  const lowWide = rtl() ? W - cx : cx;
  const corner = (p: string) => {
    const high = p === "both" || p === "care";
    const up = p === "both" || p === "learn";
    const at = high === rtl() ? 8 : W - 8;
    return { x: at, y: up ? 20 : H - B - 8, anchor: high === rtl() ? "start" : "end" } as const;
  };
  return (
    <figure class="picture">
      <svg viewBox={`0 0 ${W} ${H}`} role="img" aria-label={words.pictureLabel(seen.length)} direction="ltr">
        <rect class="q learn" x={near} y={0} width={lowWide} height={cy} />
        <rect class="q both" x={far} y={0} width={W - lowWide} height={cy} />
        <rect class="q peace" x={near} y={cy} width={lowWide} height={H - B - cy + 4} />
        <rect class="q care" x={far} y={cy} width={W - lowWide} height={H - B - cy + 4} />
        {seen.map((r) => <Dot key={r.customer} row={r} x={x(power(r.expected ?? 0))} y={y(power(r.gap ?? 0))} />)}
        {corners.map((p) => { const c = corner(p); return <text key={p} class="q-name" x={c.x} y={c.y} text-anchor={c.anchor}>{words.places[p]}</text>; })}
        <text class="axis-name" x={rtl() ? 8 : W - 8} y={H - 8} text-anchor={rtl() ? "start" : "end"}>{`${words.x} ${rtl() ? "←" : "→"}`}</text>
        <text class="axis-name" x={rtl() ? W - 8 : 8} y={H - 8} text-anchor={rtl() ? "end" : "start"}>{`${words.y} ↑`}</text>
      </svg>
    </figure>
  );
}
