// SPDX-License-Identifier: Apache-2.0
// Why this customer, why now: the server's numbers, the picture of the rhythm, the probability and the value with intervals,
// and the ways that are and are not lawful. At desktop width it is a panel, on the phone a part of the card.
import { Interval } from "../charts/interval";
import { Rhythm } from "../charts/rhythm";
import { about, aboutBare, asDate, percent, saidDay } from "../format";
import { t } from "../i18n";
import type { Customer, Numbered, TodayRow, Way } from "../types";
import { Num, Said } from "../ui/bits";
import { Icon } from "../ui/icons";

export function WayList({ ways }: { ways: Way[] | undefined }) {
  if (!ways?.length) return null;
  return (
    <ul class="ways">
      {[...ways].sort((a, b) => Number(b.allowed) - Number(a.allowed)).map((w) => (
        <li key={w.channel} class={w.allowed ? "way yes" : "way no"}>
          <Icon name={w.allowed ? "check" : "cross"} size={15} />
          <span class="way-name">{t().channels[w.channel] ?? w.channel}</span>
          <span class="hidden">{w.allowed ? t().customer.allowed : t().customer.refused}</span>
          {w.why && <span class="way-why"><Said>{w.why}</Said></span>}
        </li>
      ))}
    </ul>
  );
}

/** The server's numbers without those that a bar shows anyway; what they were called there is what the bar is called. */
function split(row: Partial<TodayRow>): { rest: Numbered[]; chance?: string; alive?: string; worth?: string } {
  const rest = [...(row.numbers ?? [])];
  const take = (is: (n: Numbered) => boolean) => {
    const i = rest.findIndex(is);
    return i < 0 ? undefined : rest.splice(i, 1)[0]?.label;
  };
  const same = (p: number | undefined) => {
    if (typeof p !== "number") return undefined;
    const said = `${Math.min(99, Math.max(1, Math.round(p * 100)))}%`;
    return take((n) => n.value === said || n.value.startsWith(`${said} (`));
  };
  const chance = same(row.probability);
  const alive = same(row.alive);
  const v = row.value;
  const worth = typeof v === "number" ? take((n) => n.value.replace(/^[^\d-]+/, "").startsWith(aboutBare(v, row.currency)) && /[(–]/.test(n.value)) : undefined;
  return { rest, chance, alive, worth };
}

export function Chance({ row, label }: { row: Partial<TodayRow>; label?: string }) {
  if (typeof row.probability !== "number") return null;
  const words = { ...t().why, ...(label ? { probability: label } : {}) };
  const range = typeof row.probability_low === "number" && typeof row.probability_high === "number"
    ? words.range(percent(row.probability_low), percent(row.probability_high)) : "";
  return (
    <div class="measure">
      <div class="measure-line">
        <span>{words.probability}</span>
        <strong><Num>{percent(row.probability)}</Num></strong>
      </div>
      <Interval value={row.probability} low={row.probability_low} high={row.probability_high} max={1}
                label={`${words.probability}: ${percent(row.probability)}${range ? `, ${range}` : ""}`} />
      {range && <div class="faint measure-range">{range}</div>}
    </div>
  );
}

export function Worth({ row, label }: { row: Partial<TodayRow>; label?: string }) {
  if (typeof row.value !== "number") return null;
  const words = { ...t().why, ...(label ? { value: label } : {}) };
  const cur = row.currency;
  const range = typeof row.value_low === "number" && typeof row.value_high === "number"
    ? words.range(aboutBare(row.value_low, cur), aboutBare(row.value_high, cur)) : "";
  return (
    <div class="measure">
      <div class="measure-line">
        <span>{words.value}</span>
        <strong><Num>{about(row.value, cur)}</Num></strong>
      </div>
      <Interval value={row.value} low={row.value_low} high={row.value_high} max={(row.value_high ?? row.value) * 1.15}
                label={`${words.value}: ${about(row.value, cur)}${range ? `, ${range}` : ""}`} />
      {range && <div class="faint measure-range">{range}</div>}
    </div>
  );
}

/** "expected between": the server says it in words; the picture draws the same window. */
function windowOf(row: Partial<TodayRow>): { low: Date | null; high: Date | null } {
  if (row.due_low || row.due_high) return { low: asDate(row.due_low), high: asDate(row.due_high) };
  for (const n of row.numbers ?? []) {
    const [a, b] = n.value.split(" – ");
    const low = saidDay(a ?? "");
    const high = saidDay(b ?? "");
    if (low && high) return { low, high };
  }
  return { low: null, high: null };
}

export function WhyBody({ row, customer }: { row: Partial<TodayRow>; customer: Customer | null }) {
  const { rest: numbers, chance, alive, worth } = split(row);
  return (
    <div class="why">
      {!!numbers.length && (
        <dl class="numbers">
          {numbers.map((n) => (
            <div key={n.label}><dt><Said>{n.label}</Said></dt><dd><Said>{n.value}</Said></dd></div>
          ))}
        </dl>
      )}
      {(customer || row.due_day) && <Rhythm customer={customer} item={row.item_name} due={asDate(row.due_day)} {...windowOf(row)} plain={!!numbers.length} />}
      <Chance row={row} label={chance} />
      {typeof row.alive === "number" && (
        <div class="measure">
          <div class="measure-line"><span>{alive ?? t().why.alive}</span><strong><Num>{percent(row.alive)}</Num></strong></div>
        </div>
      )}
      <Worth row={row} label={worth} />
      {!!row.ways?.length && <h3 class="why-sub">{t().why.ways}</h3>}
      <WayList ways={row.ways} />
    </div>
  );
}
