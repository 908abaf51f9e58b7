// SPDX-License-Identifier: Apache-2.0
// What is known of the customer: each fact with how it is known, how sure, since when and from where.
import { useState } from "preact/hooks";
import { basedOn, customerPath, mayWrite, post } from "../api";
import { fullDay, percent } from "../format";
import { t } from "../i18n";
import type { Customer, Fact } from "../types";
import { Part, Source, User } from "../ui/bits";
import { Ask, Choice, FormBox, TextField, useSave } from "../ui/form";
import { Icon } from "../ui/icons";
import { familyKinds } from "./family";
import { kept } from "./undo";
import { words as own } from "./words";

/** A new fact, or the correction of one: then the old one ends today and stays in the history. */
function FactForm({ c, old, close, changed }: { c: Customer; old?: Fact; close: () => void; changed: () => void }) {
  const words = t().forms;
  const [kind, setKind] = useState(old ? (t().factKinds[old.kind] ?? old.kind) : "");
  const [value, setValue] = useState(old?.value ?? "");
  const [origin, setOrigin] = useState(old?.origin && old.origin in t().origins && old.origin !== "inferred" ? old.origin : "said");
  const save = useSave(async () => {
    // People choose or type the kind in their own language; the store keeps one name for it.
    const known = Object.entries(t().factKinds).find(([, text]) => text === kind.trim())?.[0];
    await post(customerPath(c.customer, "/facts"), { kind: known ?? kind.trim(), value: value.trim(), origin, ...(old ? { instead: old.fact, ...basedOn(c.version) } : {}) });
    kept(c.customer, changed);
    close();
    changed();
  });
  const kinds = Object.fromEntries(Object.values(t().factKinds).map((k) => [k, k]));
  const { said, staff, observed } = t().origins;
  return (
    <FormBox title={old ? own().correctFact : words.addFact} save={save} close={close} ready={kind.trim() !== "" && value.trim() !== ""} fresh={changed}>
      <TextField id="f-kind" label={words.factKind} value={kind} set={setKind} required autoFocus list={kinds} />
      <TextField id="f-value" label={words.factValue} value={value} set={setValue} required />
      <Choice id="f-origin" label={words.factOrigin} value={origin} set={setOrigin} options={{ said: said ?? "", staff: staff ?? "", observed: observed ?? "" }} />
    </FormBox>
  );
}

/** Asks once, because it is said of a person: the fact stays in the history, with the day it ended. */
export function EndFact({ c, fact, close, changed }: { c: Customer; fact: Fact; close: () => void; changed: () => void }) {
  const words = t().forms;
  const save = useSave(async () => {
    await post(customerPath(c.customer, `/facts/${encodeURIComponent(fact.fact)}/end`), basedOn(c.version));
    kept(c.customer, changed, words.factEnded);
    close();
    changed();
  });
  return <Ask label={words.endFact} text={words.endFactAsk(`${t().factKinds[fact.kind] ?? fact.kind}: ${fact.value}`)} yes={words.endFactYes} save={save} close={close} fresh={changed} />;
}

function FactRow({ c, fact: f, changed }: { c: Customer; fact: Fact; changed: () => void }) {
  const words = t().customer;
  const [doing, setDoing] = useState<"" | "end" | "correct">("");
  const name = t().factKinds[f.kind] ?? f.kind;
  return (
    <div class={f.to ? "ended" : undefined}>
      <dt><User>{name}</User></dt>
      <dd>
        <span class="contact">
          <User>{f.value}</User>
          {mayWrite() && !f.to && !doing && (
            <span class="fact-acts">
              <button type="button" class="icon-btn tiny" aria-label={`${own().correct}: ${name}`} title={own().correct} onClick={() => setDoing("correct")}>
                <Icon name="pencil" size={15} />
              </button>
              <button type="button" class="icon-btn tiny end" aria-label={`${t().forms.endFact}: ${name}`} title={t().forms.endFact} onClick={() => setDoing("end")}>
                <Icon name="cross" size={15} />
              </button>
            </span>
          )}
        </span>
        <span class="faint fact-src">
          {[f.to && words.until(fullDay(f.to)), (f.origin === "said" && own().said[c.gender ?? ""]) || (t().origins[f.origin ?? ""] ?? f.origin),
            typeof f.confidence === "number" && f.confidence < 1 ? words.confidence(percent(f.confidence)) : ""].filter(Boolean).join(" · ")}
          {(f.source || f.since) && <> · <Source source={f.source} when={f.since} /></>}
        </span>
        {doing === "end" && <EndFact c={c} fact={f} close={() => setDoing("")} changed={changed} />}
        {doing === "correct" && <FactForm c={c} old={f} close={() => setDoing("")} changed={changed} />}
      </dd>
    </div>
  );
}

export function Facts({ c, changed }: { c: Customer; changed: () => void }) {
  const words = t().customer;
  const [adding, setAdding] = useState(false);
  // What is so comes first; what was so stays known, behind it.
  const facts = (c.facts ?? []).filter((f) => !f.kind.startsWith("field:") && (f.to || !familyKinds.has(f.kind))).sort((a, b) => Number(!!a.to) - Number(!!b.to));
  return (
    <Part id="facts" title={words.facts} n={facts.length} action={mayWrite() && !adding && (
      <button type="button" class="btn small" onClick={() => setAdding(true)}><Icon name="plus" size={16} />{t().forms.addFact}</button>
    )}>
      {adding && <FactForm c={c} close={() => setAdding(false)} changed={changed} />}
      {!facts.length ? !adding && <p class="faint">{words.factsNone}</p> : (
        <dl class="facts">{facts.map((f) => <FactRow key={f.fact} c={c} fact={f} changed={changed} />)}</dl>
      )}
    </Part>
  );
}
