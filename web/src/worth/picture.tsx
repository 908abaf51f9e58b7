// SPDX-License-Identifier: Apache-2.0
// Everybody by what is expected of him and by what is left to the possible, both on a scale of powers: a shop has a few large
// customers and many small ones. It runs with the reading direction. A dot opens its person; the same people are in the list below,
// which is how keyboards and screen readers reach them.
import { about } from "../format";
import { rtl, t } from "../i18n";
import { customerHref, go } from "../route";
import type { MapRow } from "../types";

export const places = ["both", "care", "learn", "peace"] as const;
const W = 400;
const H = 320;
const L = 14;
const B = 30;

const power = (v: number) => Math.log10(Math.max(100, v));

export function Picture({ rows }: { rows: MapRow[] }) {
  const words = t().worth;
  const seen = rows.filter((r) => typeof r.expected === "number" && typeof r.gap === "number");
  const first = rows[0];
  if (!first || seen.length === 0) return null;
  const midX = power(first.middle_money ?? 100);
  const midY = power(first.middle_gap ?? 100);
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
        {seen.map((r) => (
          <circle key={r.customer} class={`p ${r.place}${r.side === "unhappy" || r.side === "strained" ? " sore" : ""}`} cx={x(power(r.expected ?? 0))}
                  cy={y(power(r.gap ?? 0))} r={3.8} onClick={() => go(customerHref(r.customer))}>
            <title>{`${r.name}: ${words.expected} ${about(r.expected ?? 0, r.currency)}, ${words.gap} ${about(r.gap ?? 0, r.currency)}`}</title>
          </circle>
        ))}
        {places.map((p) => { const c = corner(p); return <text key={p} class="q-name" x={c.x} y={c.y} text-anchor={c.anchor}>{words.places[p]}</text>; })}
        <text class="axis-name" x={rtl() ? 8 : W - 8} y={H - 8} text-anchor={rtl() ? "start" : "end"}>{`${words.x} ${rtl() ? "←" : "→"}`}</text>
        <text class="axis-name" x={rtl() ? W - 8 : 8} y={H - 8} text-anchor={rtl() ? "end" : "start"}>{`${words.y} ↑`}</text>
      </svg>
    </figure>
  );
}
