// SPDX-License-Identifier: Apache-2.0
// A few values side by side, in the reading direction, as bars or as a line: the last one is the one that is spoken of.
import { rtl } from "../i18n";

const W = 360;
const H = 150;
const FOOT = 22;
const HEAD = 16;

/** `band` is what is usual: from, to. */
export function Bars({ kind, labels, values, say, label, band }: {
  kind: "bars" | "line"; labels: string[]; values: number[]; say: (v: number) => string; label: string; band?: [number, number];
}) {
  const n = values.length;
  if (n === 0) return null;
  const top = Math.max(...values, band?.[1] ?? 0) || 1;
  const step = W / n;
  const x = (i: number) => { const v = (i + 0.5) * step; return rtl() ? W - v : v; };
  const y = (v: number) => H - FOOT - (Math.max(0, v) / top) * (H - FOOT - HEAD);
  const wide = Math.min(46, step * 0.62);
  // Every label when they fit, else the first, the last and some between; the last value is written, and the highest.
  const every = Math.ceil(n / 7);
  const high = values.indexOf(Math.max(...values));
  const told = (i: number) => i === n - 1 || i === high || n <= 7;
  return (
    <svg class="bars" viewBox={`0 0 ${W} ${H}`} role="img" aria-label={label} direction="ltr">
      {band && <rect class="usual" x={0} width={W} y={y(band[1])} height={Math.max(1, y(Math.max(0, band[0])) - y(band[1]))} rx={4} />}
      <line class="axis" x1={0} x2={W} y1={H - FOOT} y2={H - FOOT} />
      {kind === "line" && <polyline class="run" points={values.map((v, i) => `${x(i)},${y(v)}`).join(" ")} />}
      {values.map((v, i) => (
        <g key={i} class={i === n - 1 ? "last" : undefined}>
          {kind === "bars"
            ? <rect class="bar-one" x={x(i) - wide / 2} width={wide} y={y(v)} height={Math.max(1, H - FOOT - y(v))} rx={Math.min(5, wide / 4)} />
            : <circle class="bar-dot" cx={x(i)} cy={y(v)} r={i === n - 1 ? 4.5 : 3} />}
          {told(i) && <text class="bar-value" x={x(i)} y={y(v) - 5} text-anchor="middle">{say(v)}</text>}
          {((n - 1 - i) % every === 0) && <text class="tick" x={x(i)} y={H - 6} text-anchor="middle">{labels[i]}</text>}
        </g>
      ))}
    </svg>
  );
}

/** Named things, the largest first: a name, its bar and its number in a line each, because names are long. */
export function Named({ labels, values, say }: { labels: string[]; values: number[]; say: (v: number) => string }) {
  const top = Math.max(...values, 0) || 1;
  return (
    <ul class="named">
      {labels.map((name, i) => (
        <li key={name}>
          <span><bdi dir="auto">{name}</bdi></span><span class="num">{say(values[i] ?? 0)}</span>
          <svg viewBox="0 0 100 3" preserveAspectRatio="none" aria-hidden="true"><rect class="track" width="100" height="3" rx="1" /><rect class="bar-one" width={Math.max(1, (100 * (values[i] ?? 0)) / top)} height="3" rx="1" /></svg>
        </li>
      ))}
    </ul>
  );
}
