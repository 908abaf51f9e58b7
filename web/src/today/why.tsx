// SPDX-License-Identifier: Apache-2.0
// Why this customer, why now: the server's numbers, the picture of the rhythm, the probability and the value with intervals,
// and the ways that are and are not lawful. At desktop width it is a panel, on the phone a part of the card.
import { Interval } from "../charts/interval";
import { Rhythm } from "../charts/rhythm";
import { about, aboutBare, percent } from "../format";
import { t } from "../i18n";
import type { Customer, TodayRow, Way } from "../types";
import { Num, User } from "../ui/bits";
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
          {w.why && <span class="way-why"><User>{w.why}</User></span>}
        </li>
      ))}
    </ul>
  );
}

export function Chance({ row }: { row: Partial<TodayRow> }) {
  if (typeof row.probability !== "number") return null;
  const words = t().why;
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

export function Worth({ row }: { row: Partial<TodayRow> }) {
  if (typeof row.value !== "number") return null;
  const words = t().why;
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

export function WhyBody({ row, customer }: { row: Partial<TodayRow>; customer: Customer | null }) {
  return (
    <div class="why">
      {!!row.numbers?.length && (
        <dl class="numbers">
          {row.numbers.map((n) => (
            <div key={n.label}><dt><User>{n.label}</User></dt><dd><User>{n.value}</User></dd></div>
          ))}
        </dl>
      )}
      {customer && <Rhythm events={customer.timeline} item={row.item_name} due={row.due_day} />}
      <Chance row={row} />
      {typeof row.alive === "number" && (
        <div class="measure">
          <div class="measure-line"><span>{t().why.alive}</span><strong><Num>{percent(row.alive)}</Num></strong></div>
        </div>
      )}
      <Worth row={row} />
      {!!row.ways?.length && <h3 class="why-sub">{t().why.ways}</h3>}
      <WayList ways={row.ways} />
    </div>
  );
}
