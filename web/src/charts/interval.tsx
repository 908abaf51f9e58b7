// SPDX-License-Identifier: Apache-2.0
// An estimate is never drawn without its interval: full to the low end, pale to the high end, a mark where
// the estimate stands.
import { rtl } from "../i18n";

const W = 300;
const H = 22;

/** `max` is the end of the scale; `label` is said to screen readers. The start of the scale is at the reading start. */
export function Interval({ value, low, high, max, label, ticks }: {
  value: number; low?: number; high?: number; max: number; label: string; ticks?: { at: number; text: string }[];
}) {
  const clamp = (v: number) => Math.min(1, Math.max(0, max > 0 ? v / max : 0));
  const x = (v: number) => {
    const p = 6 + clamp(v) * (W - 12);
    return rtl() ? W - p : p;
  };
  const lo = low ?? value;
  const hi = high ?? value;
  const height = ticks ? H + 18 : H;
  const base = x(0);
  const span = (a: number, b: number) => ({ x: Math.min(a, b), width: Math.max(2, Math.abs(b - a)) });
  return (
    <svg class="interval" viewBox={`0 0 ${W} ${height}`} role="img" aria-label={label} direction="ltr">
      <rect class="track" {...span(6, W - 6)} y={7} height={8} rx={4} />
      <rect class="band" {...span(base, x(hi))} y={7} height={8} rx={4} />
      <rect class="fill" {...span(base, x(lo))} y={7} height={8} rx={4} />
      <rect class="point" x={x(value) - 2.5} width={5} y={2} height={18} rx={2.5} />
      {ticks?.map((k) => (
        <text key={k.text} class="tick" x={Math.min(W - 22, Math.max(22, x(k.at)))} y={H + 13} text-anchor="middle">{k.text}</text>
      ))}
    </svg>
  );
}
