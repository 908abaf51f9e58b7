// SPDX-License-Identifier: Apache-2.0
// What can be written down about who stands at the counter: a note, a fact, a purchase, or that the day's step is done.
import { useState } from "preact/hooks";
import { isSum } from "../format";
import { t } from "../i18n";
import { write } from "../offline/outbox";
import { FormBox, TextArea, TextField, useSave } from "../ui/form";
import { Icon } from "../ui/icons";
import { say } from "../ui/snackbar";
import { lately } from "./state";
import { words } from "./words";

/** A customer who is known, or a number that is not yet. */
export interface Whom { customer?: string; phone?: string; about: string; next?: string }

type Deed = "note" | "fact" | "sale" | "";

export function Deeds({ whom, changed, next }: { whom: Whom; changed: () => void; next: () => void }) {
  const w = words();
  const [deed, setDeed] = useState<Deed>("");
  const [name, setName] = useState("");
  const [text, setText] = useState("");
  const [kind, setKind] = useState("");
  const [value, setValue] = useState("");
  const [total, setTotal] = useState("");
  const [item, setItem] = useState("");

  const put = async (what: string, more: Record<string, unknown>) => {
    const body: Record<string, unknown> = { ...(whom.customer ? { customer: whom.customer } : { phone: whom.phone }), ...more };
    if (!whom.customer && name.trim()) body.name = name.trim();
    const about = name.trim() || whom.about;
    const outcome = await write({ about, kind: what, body });
    lately.value = [{ about, kind: what, sent: outcome === "sent" }, ...lately.value].slice(0, 5);
    const said = outcome === "sent" ? w.sent : w.kept;
    say({ text: said(about, w.kinds[what] ?? what) });
    setDeed("");
    setText("");
    setValue("");
    setTotal("");
    setItem("");
    if (whom.customer) changed();
    else next();
  };
  const save = useSave(async () => {
    if (deed === "note") return put("note", { note: text.trim() });
    if (deed === "fact") {
      const own = Object.entries(t().factKinds).find(([, said]) => said === kind.trim())?.[0];
      return put("fact", { kind: own ?? kind.trim(), value: value.trim() });
    }
    return put("sale", { total: total.trim().replace(",", "."), ...(item.trim() ? { item: item.trim() } : {}) });
  });
  const quick = useSave(() => (whom.next ? put("done", { action: whom.next, state: "done" }) : put("add", {})));
  const ready = deed === "note" ? text.trim() !== "" : deed === "fact" ? kind.trim() !== "" && value.trim() !== "" : isSum(total);
  const close = () => setDeed("");
  const act = (id: "note" | "fact" | "sale") => (
    <button type="button" class={deed === id ? "btn soft" : "btn"} aria-expanded={deed === id} onClick={() => setDeed(deed === id ? "" : id)}>
      <Icon name={id} size={20} /><span>{w[id]}</span>
    </button>
  );
  return (
    <div class="counter-deeds">
      {!whom.customer && <TextField id="counter-name-new" label={w.name} value={name} set={setName} />}
      {deed !== "" && (
        <FormBox key={deed} title={w.kinds[deed] ?? deed} save={save} close={close} ready={ready}>
          {deed === "note" && <TextArea id="counter-note" label={w.noteText} value={text} set={setText} required autoFocus />}
          {deed === "fact" && (
            <>
              <TextField id="counter-kind" label={t().forms.factKind} value={kind} set={setKind} required autoFocus
                         list={Object.fromEntries(Object.values(t().factKinds).map((k) => [k, k]))} />
              <TextField id="counter-value" label={t().forms.factValue} value={value} set={setValue} required />
            </>
          )}
          {deed === "sale" && (
            <>
              <TextField id="counter-total" label={w.total} value={total} set={setTotal} required autoFocus dir="ltr" inputMode="decimal"
                         hint={total && !isSum(total) ? w.totalBad : undefined} />
              <TextField id="counter-item" label={`${w.item} (${t().forms.optional})`} value={item} set={setItem} />
            </>
          )}
        </FormBox>
      )}
      {quick.error !== null && <p class="error-box" role="alert">{String((quick.error as Error).message)}</p>}
      <div class="counter-bar" role="group" aria-label={w.title}>
        {act("note")}{act("fact")}{act("sale")}
        {whom.next || !whom.customer ? (
          <button type="button" class="btn primary" disabled={quick.busy} onClick={quick.run}>
            <Icon name={whom.next ? "check" : "plus"} size={20} /><span>{whom.next ? w.done : w.add}</span>
          </button>
        ) : <button type="button" class="btn primary" onClick={next}><Icon name="check" size={20} /><span>{w.next}</span></button>}
      </div>
    </div>
  );
}
