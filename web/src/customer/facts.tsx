// SPDX-License-Identifier: Apache-2.0
// What is known of the customer: each fact with how it is known, how sure, since when and from where.
import { useState } from "preact/hooks";
import { customerPath, mayWrite, post } from "../api";
import { fullDay, percent } from "../format";
import { t } from "../i18n";
import type { Customer, Fact } from "../types";
import { ErrorBox, Part, Source, User } from "../ui/bits";
import { Choice, FormBox, TextField, useSave } from "../ui/form";
import { Icon } from "../ui/icons";
import { say } from "../ui/snackbar";

function AddFact({ c, close, changed }: { c: Customer; close: () => void; changed: () => void }) {
  const words = t().forms;
  const [kind, setKind] = useState("");
  const [value, setValue] = useState("");
  const [origin, setOrigin] = useState("said");
  const save = useSave(async () => {
    // People choose or type the kind in their own language; the store keeps one name for it.
    const own = Object.entries(t().factKinds).find(([, text]) => text === kind.trim())?.[0];
    await post(customerPath(c.customer, "/facts"), { kind: own ?? kind.trim(), value: value.trim(), origin });
    say({ text: words.saved });
    close();
    changed();
  });
  const kinds = Object.fromEntries(Object.values(t().factKinds).map((k) => [k, k]));
  const { said, staff, observed } = t().origins;
  return (
    <FormBox title={words.addFact} save={save} close={close} ready={kind.trim() !== "" && value.trim() !== ""}>
      <TextField id="f-kind" label={words.factKind} value={kind} set={setKind} required autoFocus list={kinds} />
      <TextField id="f-value" label={words.factValue} value={value} set={setValue} required />
      <Choice id="f-origin" label={words.factOrigin} value={origin} set={setOrigin} options={{ said: said ?? "", staff: staff ?? "", observed: observed ?? "" }} />
    </FormBox>
  );
}

/** Asks once, because it is said of a person: the fact stays in the history, with the day it ended. */
function EndFact({ c, fact, close, changed }: { c: Customer; fact: Fact; close: () => void; changed: () => void }) {
  const words = t().forms;
  const save = useSave(async () => {
    await post(customerPath(c.customer, `/facts/${encodeURIComponent(fact.fact)}/end`), {});
    say({ text: words.factEnded });
    close();
    changed();
  });
  return (
    <div class="ask" role="group" aria-label={words.endFact}>
      <p>{words.endFactAsk(`${t().factKinds[fact.kind] ?? fact.kind}: ${fact.value}`)}</p>
      {save.error !== null && <ErrorBox error={save.error} />}
      <div class="form-acts">
        <button type="button" class="btn small primary" disabled={save.busy} onClick={save.run}>{words.endFactYes}</button>
        <button type="button" class="btn small ghost" onClick={close}>{words.cancel}</button>
      </div>
    </div>
  );
}

function FactRow({ c, fact: f, changed }: { c: Customer; fact: Fact; changed: () => void }) {
  const words = t().customer;
  const [ending, setEnding] = useState(false);
  const name = t().factKinds[f.kind] ?? f.kind;
  return (
    <div class={f.to ? "ended" : undefined}>
      <dt><User>{name}</User></dt>
      <dd>
        <span class="contact">
          <User>{f.value}</User>
          {mayWrite() && !f.to && !ending && (
            <button type="button" class="icon-btn tiny" aria-label={`${t().forms.endFact}: ${name}`} title={t().forms.endFact} onClick={() => setEnding(true)}>
              <Icon name="cross" size={15} />
            </button>
          )}
        </span>
        <span class="faint fact-src">
          {[f.to && words.until(fullDay(f.to)), t().origins[f.origin ?? ""] ?? f.origin,
            typeof f.confidence === "number" && f.confidence < 1 ? words.confidence(percent(f.confidence)) : ""].filter(Boolean).join(" · ")}
          {(f.source || f.since) && <> · <Source source={f.source} when={f.since} /></>}
        </span>
        {ending && <EndFact c={c} fact={f} close={() => setEnding(false)} changed={changed} />}
      </dd>
    </div>
  );
}

export function Facts({ c, changed }: { c: Customer; changed: () => void }) {
  const words = t().customer;
  const [adding, setAdding] = useState(false);
  // What is so comes first; what was so stays known, behind it.
  const facts = [...(c.facts ?? [])].sort((a, b) => Number(!!a.to) - Number(!!b.to));
  return (
    <Part id="facts" title={words.facts} action={mayWrite() && !adding && (
      <button type="button" class="btn small" onClick={() => setAdding(true)}><Icon name="plus" size={16} />{t().forms.addFact}</button>
    )}>
      {adding && <AddFact c={c} close={() => setAdding(false)} changed={changed} />}
      {!facts.length ? !adding && <p class="faint">{words.factsNone}</p> : (
        <dl class="facts">{facts.map((f) => <FactRow key={f.fact} c={c} fact={f} changed={changed} />)}</dl>
      )}
    </Part>
  );
}
