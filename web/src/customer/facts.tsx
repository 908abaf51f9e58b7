// SPDX-License-Identifier: Apache-2.0
// What is known of the customer: each fact with how it is known, how sure, since when and from where.
import { useState } from "preact/hooks";
import { customerPath, mayWrite, post } from "../api";
import { percent } from "../format";
import { t } from "../i18n";
import type { Customer } from "../types";
import { Part, Source, User } from "../ui/bits";
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

export function Facts({ c, changed }: { c: Customer; changed: () => void }) {
  const words = t().customer;
  const [adding, setAdding] = useState(false);
  return (
    <Part id="facts" title={words.facts} action={mayWrite() && !adding && (
      <button type="button" class="btn small" onClick={() => setAdding(true)}><Icon name="plus" size={16} />{t().forms.addFact}</button>
    )}>
      {adding && <AddFact c={c} close={() => setAdding(false)} changed={changed} />}
      {!c.facts?.length ? !adding && <p class="faint">{words.factsNone}</p> : (
        <dl class="facts">
          {c.facts.map((f) => (
            <div key={f.fact}>
              <dt><User>{t().factKinds[f.kind] ?? f.kind}</User></dt>
              <dd>
                <User>{f.value}</User>
                <span class="faint fact-src">
                  {[t().origins[f.origin ?? ""] ?? f.origin, typeof f.confidence === "number" && f.confidence < 1 ? words.confidence(percent(f.confidence)) : ""]
                    .filter(Boolean).join(" · ")}
                  {(f.source || f.since) && <> · <Source source={f.source} when={f.since} /></>}
                </span>
              </dd>
            </div>
          ))}
        </dl>
      )}
    </Part>
  );
}
