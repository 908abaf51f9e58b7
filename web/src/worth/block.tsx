// SPDX-License-Identifier: Apache-2.0
// On a customer's page: what he is worth part by part, what is possible, and how it is for him. The sentences carry the meaning.
import { Interval } from "../charts/interval";
import { about, count, percent } from "../format";
import { t } from "../i18n";
import type { Customer } from "../types";
import { Badge, Num } from "../ui/bits";

export function WorthBlock({ c }: { c: Customer }) {
  const words = t().worth;
  const w = c.value?.worth;
  const currency = c.value?.currency ?? c.currency;
  if (!w) return null;
  const parts: [string, string][] = [];
  const add = (name: string, v: number | undefined, text: string) => { if (v) parts.push([words.details[name] ?? name, text]); };
  add(w.margin_told ? "margin" : "realised", w.realised, about(w.realised ?? 0, currency));
  add("returned", w.returned, about(w.returned ?? 0, currency));
  add("discounts", w.discounts, about(w.discounts ?? 0, currency));
  add("served", w.minutes, w.hour_told ? about(w.served ?? 0, currency) : words.minutes(count(w.minutes ?? 0)));
  add("expected", w.expected, about(w.expected ?? 0, currency));
  add("serving", w.serving, about(w.serving ?? 0, currency));
  add("brought", w.brought, w.advocacy ? about(w.advocacy, currency) : count(w.brought ?? 0));
  const tie = w.tie ? words.ties[w.tie] : "";
  return (
    <div class="worth-block">
      <h3>{words.actualNow} {tie && <Badge tone={w.tie === "loyal" ? "good" : w.tie === "held" ? "warn" : "plain"}>{tie}</Badge>}</h3>
      {w.actual_sentence && <p class="whyline">{w.actual_sentence}</p>}
      {parts.length > 1 && <dl class="parts">{parts.map(([name, text]) => <div key={name}><dt>{name}</dt><dd><Num>{text}</Num></dd></div>)}</dl>}
      <h3>{words.potential} {w.proven === false && <Badge tone="warn">{words.unproven}</Badge>}</h3>
      {typeof w.share === "number" && typeof w.potential === "number" && (w.gap ?? 0) > 0 && (
        <Interval value={w.share} low={w.share_low} high={w.share_high} max={1} label={words.potentialOf(percent(w.share))} />
      )}
      {w.potential_sentence && <p class="whyline">{w.potential_sentence}</p>}
      {w.needs_sentence && <p class="whyline">{w.needs_sentence}</p>}
      {w.life_sentence && <p class="whyline">{w.life_sentence}</p>}
      <h3>{words.side}</h3>
      {w.side_sentence && <p class={w.side === "unhappy" ? "whyline sore" : "whyline"}>{w.side_sentence}</p>}
    </div>
  );
}
