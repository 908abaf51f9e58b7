// SPDX-License-Identifier: Apache-2.0
// What the customer is expected to be worth, as a sentence and as bars with intervals, and what the customer is likely to need.
import { useState } from "preact/hooks";
import { Interval } from "../charts/interval";
import { Rhythm } from "../charts/rhythm";
import { about, aboutBare, businessDay, count, day, percent } from "../format";
import { t } from "../i18n";
import type { Customer } from "../types";
import { Badge, Num, Part, User } from "../ui/bits";
import { Icon } from "../ui/icons";
import { WorthBlock } from "../worth/block";

function Measure({ name, text, value, low, high, max, ends }: {
  name: string; text: string; value: number; low?: number; high?: number; max: number; ends: (v: number) => string;
}) {
  const range = low !== undefined && high !== undefined ? t().why.range(ends(low), ends(high)) : "";
  return (
    <div class="measure">
      <div class="measure-line"><span>{name}</span><strong><Num>{text}</Num></strong></div>
      <Interval value={value} low={low} high={high} max={max} label={`${name}: ${text}${range ? `, ${range}` : ""}`} />
      {range && <div class="faint measure-range">{range}</div>}
    </div>
  );
}

const end = (high: number | undefined, value: number) => (high ?? value) * 1.12;

export function ValuePart({ c }: { c: Customer }) {
  const words = t().customer;
  const v = c.value;
  const today = businessDay(c.timeline, v?.since_days);
  const ahead = (days: number | undefined) => (typeof days === "number" && days < 730 ? new Date(today.getTime() + days * 86_400_000) : null);
  const known = v && (typeof v.alive === "number" || typeof v.money12 === "number");
  return (
    <Part id="value" title={words.value} n={0}>
      <p class="value-sentence">{v?.sentence || (known ? "" : words.valueNone)}</p>
      {v && typeof v.money12 === "number" && (
        <Measure name={words.money12} text={about(v.money12, v.currency ?? c.currency)} value={v.money12} low={v.money12_low} high={v.money12_high}
                 max={end(v.money12_high, v.money12)} ends={(x) => aboutBare(x, v.currency ?? c.currency)} />
      )}
      {v && typeof v.orders12 === "number" && (
        <Measure name={words.orders12} text={count(v.orders12, 1)} value={v.orders12} low={v.orders12_low} high={v.orders12_high}
                 max={end(v.orders12_high, v.orders12)} ends={(x) => count(x, 1)} />
      )}
      {v && typeof v.alive === "number" && (
        <Measure name={words.alive} text={percent(v.alive)} value={v.alive} low={v.alive_low} high={v.alive_high} max={1} ends={percent} />
      )}
      <Rhythm customer={c} due={ahead(v?.next_days)} low={ahead(v?.next_low)} high={ahead(v?.next_high)} />
      {v?.rhythm?.map((r) => <p key={r.item} class="value-sentence">{r.sentence}</p>)}
      <WorthBlock c={c} />
    </Part>
  );
}

const apart = ["replenish", "similar", "due", "plan", "information"]; // have parts of their own on the page (shops/parts.tsx)

export function Needs({ c }: { c: Customer }) {
  const words = t().customer;
  const [all, setAll] = useState(false);
  const rows = c.needs?.filter((n) => !apart.includes(n.need)) ?? [];
  if (c.needs?.length && !rows.length) return null;
  return (
    <Part id="needs" title={words.needs} n={rows.length}>
      {!rows.length ? <p class="faint">{words.needsNone}</p> : (
        <ul class="needs">
          {rows.slice(0, all ? undefined : 3).map((n, i) => (
            <li key={`${n.need}-${n.item ?? i}`}>
              <span class={`need-icon ${n.need}`}><Icon name={n.need} size={17} /></span>
              <div>
                <p class="need-name">
                  <strong>{n.item_name ? <User>{n.item_name}</User> : (t().needs[n.need] ?? n.need)}</strong>
                  {n.item_name && <Badge>{t().needs[n.need] ?? n.need}</Badge>}
                </p>
                {n.why && <p class="whyline">{n.why}</p>}
                <p class="faint">
                  {[typeof n.probability === "number" ? words.chance(percent(n.probability)) : "", n.due_day ? words.due(day(n.due_day)) : ""]
                    .filter(Boolean).join(" · ")}
                </p>
              </div>
            </li>
          ))}
        </ul>
      )}
      {!all && rows.length > 3 && (
        <button type="button" class="btn small" onClick={() => setAll(true)}>{words.moreNeeds(rows.length - 3)}</button>
      )}
    </Part>
  );
}
