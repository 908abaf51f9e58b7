// SPDX-License-Identifier: Apache-2.0
// The pictures of the base, each under its sentence: who came again, do newcomers stay, expected against what came, concentration, risk.
import type { ComponentChildren } from "preact";
import { about, count, percent, shortDay } from "../format";
import { rtl, t } from "../i18n";
import type { BaseRow } from "../types";
import { Num } from "../ui/bits";

const W = 440;
const flip = (x: number, w = 0) => (rtl() ? W - x - w : x);
const num = (v: unknown) => (typeof v === "number" ? v : 0);
const list = <T,>(v: unknown) => (Array.isArray(v) ? (v as T[]) : []);
const money = (d: Record<string, unknown>) => (typeof d.currency === "string" ? d.currency : undefined);

// A word of a picture that begins at x, or ends there.
function Tick({ x, y, end = false, strong, children }: { x: number; y: number; end?: boolean; strong?: boolean; children: ComponentChildren }) {
  return <text class={strong ? "tick strong" : "tick"} x={flip(x)} y={y} text-anchor={rtl() === end ? "start" : "end"}>{children}</text>;
}

interface Kind { kind: string; n: number; money: number }
function People({ d }: { d: Record<string, unknown> }) {
  const words = t().worth;
  const kinds = list<Kind>(d.kinds);
  const bar = (label: string, of: (k: Kind) => number, y: number) => {
    const all = kinds.reduce((s, k) => s + Math.max(0, of(k)), 0);
    let at = 0;
    return (
      <g key={label}>
        <Tick x={0} y={y - 5}>{label}</Tick>
        {kinds.map((k) => {
          const w = all > 0 ? (Math.max(0, of(k)) / all) * W : 0;
          const x = flip(at, w);
          at += w;
          return <rect key={k.kind} class={`kind ${k.kind}`} x={x} y={y} width={Math.max(0, w - 1)} height={20} rx={3} />;
        })}
      </g>
    );
  };
  return (
    <figure class="chart">
      <svg viewBox={`0 0 ${W} 96`} role="img" aria-label={words.parts.people} direction="ltr">
        {bar(words.peopleBar, (k) => k.n, 16)}
        {bar(words.moneyBar, (k) => k.money, 64)}
      </svg>
      <Legend of={kinds.map((k) => [`kind ${k.kind}`, words.kinds[k.kind] ?? k.kind, count(k.n)])} />
    </figure>
  );
}

function Legend({ of }: { of: [string, string, string][] }) {
  return (
    <ul class="legend">
      {of.map(([cls, name, value]) => <li key={cls}><svg width="12" height="12" aria-hidden="true"><rect class={cls} width="12" height="12" rx="3" /></svg>{name}{value && <strong><Num>{value}</Num></strong>}</li>)}
    </ul>
  );
}

function CameLegend({ expected }: { expected: boolean }) {
  const words = t().worth;
  return <Legend of={[["came", words.actual, ""], ...(expected ? [["expected-key", words.wasExpected, ""] as [string, string, string]] : [])]} />;
}

const path = (of: number[], x: (i: number) => number, y: (v: number) => number) => of.map((v, i) => `${i ? "L" : "M"}${x(i).toFixed(1)} ${y(v).toFixed(1)}`).join("");

interface Cohort { month: string; customers: number; came: number[] }
function Cohorts({ d }: { d: Record<string, unknown> }) {
  const words = t().worth;
  const all = list<Cohort>(d.cohorts).slice(-12);
  if (all.length < 2 || !all.some((c) => c.customers > 0)) return null;
  const ages = Math.max(...all.map((c) => c.came.length));
  const head = 104;
  const cell = (W - head) / Math.max(1, ages - 1);
  const high = 20;
  const top = Math.max(0.01, ...all.flatMap((c) => c.came.slice(1).map((n) => (c.customers > 0 ? n / c.customers : 0))));
  return (
    <figure class="chart">
      <svg viewBox={`0 0 ${W} ${18 + all.length * (high + 2)}`} role="img" aria-label={words.cohortLabel} direction="ltr">
        <Tick x={0} y={11}>{words.month}</Tick>
        {Array.from({ length: ages - 1 }, (_, k) => (
          <text key={k} class="tick" x={flip(head + cell * (k + 0.5))} y={11} text-anchor="middle">{words.after(k + 1)}</text>
        ))}
        {all.map((c, i) => {
          const y = 18 + i * (high + 2);
          return (
            <g key={c.month}>
              <Tick x={0} y={y + 14}>{`${c.month.slice(5)}.${c.month.slice(2, 4)} · ${count(c.customers)}`}</Tick>
              {c.came.slice(1).map((n, k) => {
                const share = c.customers > 0 ? n / c.customers : 0;
                return (
                  <g key={k}>
                    <rect class="heat-ground" x={flip(head + cell * k, cell - 2)} y={y} width={cell - 2} height={high} rx={3} />
                    <rect class="heat" style={{ fillOpacity: share / top }} x={flip(head + cell * k, cell - 2)} y={y} width={cell - 2} height={high} rx={3}>
                      <title>{`${c.month} ${words.after(k + 1)}: ${percent(share)} (${n}/${c.customers})`}</title>
                    </rect>
                  </g>
                );
              })}
            </g>
          );
        })}
      </svg>
    </figure>
  );
}

interface Week { day: string; actual: number; actual_sum: number; expected?: number; expected_sum?: number }
function Track({ d }: { d: Record<string, unknown> }) {
  const words = t().worth;
  const weeks = list<Week>(d.weeks);
  if (weeks.length < 2) return null;
  const panel = (label: string, actual: (w: Week) => number, expected: (w: Week) => number | undefined, y0: number, bars: boolean) => {
    const h = 92;
    const top = Math.max(1, ...weeks.map((w) => Math.max(actual(w), expected(w) ?? 0)));
    const x = (i: number) => flip(6 + (i / (weeks.length - 1)) * (W - 12));
    const y = (v: number) => y0 + h - (v / top) * (h - 4);
    const line = (of: (w: Week) => number) => path(weeks.map(of), x, y);
    const wide = Math.max(1, ((W - 12) / weeks.length) * 0.7);
    return (
      <g key={label}>
        <Tick x={0} y={y0 - 6} strong>{label}</Tick>
        <Tick x={W} y={y0 - 6} end>{count(top)}</Tick>
        <line class="axis" x1={0} x2={W} y1={y0 + h} y2={y0 + h} />
        {bars ? weeks.map((w, i) => <rect key={w.day} class="came" x={x(i) - wide / 2} y={y(actual(w))} width={wide} height={Math.max(0, y0 + h - y(actual(w)))} />)
          : <path class="came-line" d={line(actual)} />}
        {d.expected_known === true && <path class="expected-line" d={line((w) => expected(w) ?? 0)} />}
      </g>
    );
  };
  return (
    <figure class="chart">
      <svg viewBox={`0 0 ${W} 252`} role="img" aria-label={words.trackLabel} direction="ltr">
        {panel(words.weekly, (w) => w.actual, (w) => w.expected, 18, true)}
        {panel(words.sum, (w) => w.actual_sum, (w) => w.expected_sum, 140, false)}
        <Tick x={0} y={248}>{shortDay(weeks[0]?.day)}</Tick>
        <Tick x={W} y={248} end>{shortDay(weeks[weeks.length - 1]?.day)}</Tick>
      </svg>
      <CameLegend expected={d.expected_known === true} />
    </figure>
  );
}

interface Spread { lorenz: number[]; top10: number; buyers: number }
function Concentration({ d }: { d: Record<string, unknown> }) {
  const words = t().worth;
  const c = (d.year as Spread | undefined)?.buyers ? (d.year as Spread) : (d.all as Spread | undefined);
  if (!c || c.buyers < 10) return null;
  const h = 190;
  const left = 120;
  const side = W - 2 * left + 40;
  const x = (i: number) => flip(left - 20 + (i / (c.lorenz.length - 1)) * side);
  const y = (v: number) => h - v * (h - 14);
  const curve = path(c.lorenz, x, y);
  const last = c.lorenz.length - 1;
  const ten = Math.round(last / 10);
  return (
    <figure class="chart">
      <svg viewBox={`0 0 ${W} ${h + 22}`} role="img" aria-label={words.lorenzLabel(percent(c.top10))} direction="ltr">
        <path class="lorenz" d={`${curve}L${x(last)} ${y(0)}L${x(0)} ${y(0)}Z`} />
        <path class="came-line" d={curve} />
        <line class="even" x1={x(0)} y1={y(0)} x2={x(last)} y2={y(1)} />
        <circle class="p both" cx={x(ten)} cy={y(c.lorenz[ten] ?? 0)} r={5} />
        <text class="tick strong" x={x(ten) + (rtl() ? -10 : 10)} y={y(c.lorenz[ten] ?? 0) + 4} text-anchor={rtl() ? "end" : "start"}>{`${percent(0.1)} ${rtl() ? "←" : "→"} ${percent(c.lorenz[ten] ?? 0)}`}</text>
        <text class="tick" x={(x(0) + x(last)) / 2} y={h + 16} text-anchor="middle">{`${words.buyers} ${rtl() ? "←" : "→"}`}</text>
        <text class="tick" x={x(0) + (rtl() ? 8 : -8)} y={20} text-anchor={rtl() ? "start" : "end"}>{`${words.money} ↑`}</text>
      </svg>
    </figure>
  );
}

interface Band { band: string; n: number; expected: number; kept: number }
function Risk({ d }: { d: Record<string, unknown> }) {
  const words = t().worth;
  const bands = list<Band>(d.bands);
  if (d.known !== true) return null;
  const top = Math.max(1, ...bands.map((b) => b.kept));
  return (
    <ul class="bands">
      {bands.map((b) => (
        <li key={b.band}>
          <div class="measure-line"><span>{words.bands[b.band] ?? b.band} · <Num>{count(b.n)}</Num></span><strong><Num>{about(b.expected, money(d))}</Num></strong></div>
          <svg class="interval" viewBox={`0 0 ${W} 14`} aria-hidden="true" direction="ltr">
            <rect class="track" x={0} y={2} width={W} height={10} rx={5} />
            <rect class="lost" x={flip(0, (num(b.kept) / top) * W)} y={2} width={(num(b.kept) / top) * W} height={10} rx={5} />
            <rect class="fill" x={flip(0, (num(b.expected) / top) * W)} y={2} width={(num(b.expected) / top) * W} height={10} rx={5} />
          </svg>
        </li>
      ))}
    </ul>
  );
}

// Of those who began, how many still pay: as it was seen, and as the model goes on.
interface Contract { item: string; sentence: string; stays?: number[]; stayed?: number[] }
function Stays({ d }: { d: Record<string, unknown> }) {
  const words = t().worth;
  const all = list<Contract>(d.items).filter((c) => c.stays);
  return (
    <>
      {all.map((c) => (
        <figure key={c.item} class="chart">
          <svg viewBox={`0 0 ${W} 152`} role="img" aria-label={c.sentence} direction="ltr">
            <Tick x={0} y={11} strong>{c.item}</Tick>
            {[0, 0.5, 1].map((v) => (
              <g key={v}>
                <line class="axis" x1={flip(44)} x2={flip(W)} y1={130 - 100 * v} y2={130 - 100 * v} />
                <Tick x={38} y={134 - 100 * v} end>{percent(v)}</Tick>
              </g>
            ))}
            {[c.stays, c.stayed].map((of, i) => of && of.length > 1 && <path key={i} class={i ? "came-line" : "expected-line"} d={path(of, (k) => flip(44 + (k / ((c.stays?.length ?? 2) - 1)) * (W - 44)), (v) => 130 - 100 * v)} />)}
            <Tick x={W} y={148} end>{words.after((c.stays?.length ?? 1) - 1)}</Tick>
          </svg>
        </figure>
      ))}
      {all.length > 0 && <CameLegend expected />}
    </>
  );
}

export function BaseChart({ row }: { row: BaseRow }) {
  const d = row.data;
  if (!d) return null;
  switch (row.part) {
    case "people": return num(d.buyers) > 0 ? <People d={d} /> : null;
    case "cohorts": return <Cohorts d={d} />;
    case "track": return <Track d={d} />;
    case "concentration": return <Concentration d={d} />;
    case "risk": return <Risk d={d} />;
    case "rhythm": return <Stays d={d} />;
    default: return null;
  }
}
