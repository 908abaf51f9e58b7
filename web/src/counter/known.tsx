// SPDX-License-Identifier: Apache-2.0
// What is worth knowing while the customer stands there, in the order in which it helps: who, what to say, what to remember.
import { day, money } from "../format";
import { t } from "../i18n";
import { customerHref } from "../route";
import type { Customer } from "../types";
import { Avatar, Num, User } from "../ui/bits";
import { Icon } from "../ui/icons";
import { words } from "./words";

/** What can do harm when forgotten stands first. */
const first = (kind: string) => Number(kind !== "allergy");

export function Known({ c }: { c: Customer }) {
  const w = words();
  const last = c.timeline?.find((e) => e.kind === "sale");
  const facts = (c.facts ?? []).filter((f) => !f.to).sort((a, b) => first(a.kind) - first(b.kind)).slice(0, 5);
  const needs = (c.needs ?? []).filter((n) => n.item_name && n.item_name !== c.next?.item_name).slice(0, 2);
  const may = c.consent?.some((k) => k.state === "granted" && k.purpose === "advertising");
  return (
    <section class="part counter-who" aria-labelledby="counter-name">
      <header class="counter-head">
        <Avatar name={c.name} size="l" />
        <div class="c-name">
          <h2 id="counter-name"><a href={customerHref(c.customer)} title={w.page}><User>{c.name}</User><Icon name="back" size={18} mirror /></a></h2>
          <p class="c-meta">
            {c.stage && <span class={`stage-pill ${c.stage}`}>{t().stages[c.stage] ?? c.stage}</span>}
            {last ? <span>{w.last(day(last.at))}</span> : <span>{w.noSale}</span>}
            {!!c.spent && <span><Num>{w.spent(money(c.spent, c.currency))}</Num></span>}
          </p>
        </div>
      </header>
      {c.next?.what && <div class="counter-next"><p class="what">{c.next.what}</p>{c.next.why && <p class="whyline">{c.next.why}</p>}</div>}
      {needs.length > 0 && <p><span class="faint">{w.mayNeed}: </span>{needs.map((n, i) => <span key={n.item}>{i > 0 && ", "}<User>{n.item_name}</User></span>)}</p>}
      {facts.length > 0 && (
        <div>
          <h3 class="why-sub">{w.known}</h3>
          <ul class="chips counter-facts">
            {facts.map((f) => (
              <li key={f.fact} class={f.kind === "allergy" ? "badge warn" : "badge"}><User>{t().factKinds[f.kind] ?? f.kind}</User>: <User>{f.value}</User></li>
            ))}
          </ul>
        </div>
      )}
      {!may && (
        <p class="counter-consent"><Icon name="consent" size={18} /><span>{w.noConsent}</span> <a href="#/poster">{w.askConsent}</a></p>
      )}
    </section>
  );
}
