// SPDX-License-Identifier: Apache-2.0
// The fields that the business added for itself, with their values of this customer.
import { useState } from "preact/hooks";
import { basedOn, customerPath, mayWrite, post } from "../api";
import { longDay } from "../format";
import { nameOf } from "../customers/filters";
import { t } from "../i18n";
import type { Customer, Fact, FieldRow, Rows } from "../types";
import { Num, Part, Source, User } from "../ui/bits";
import { Choice, FormBox, TextField, useSave } from "../ui/form";
import { Icon } from "../ui/icons";
import { useLoad } from "../ui/load";
import { kept } from "./undo";
import { words } from "./words";

const choicesOf = (f: FieldRow) => (f.choices ?? "").split("|").map((c) => c.trim()).filter(Boolean);

function Row({ c, field, fact, changed }: { c: Customer; field: FieldRow; fact?: Fact; changed: () => void }) {
  const [open, setOpen] = useState(false);
  const [value, setValue] = useState(fact?.value ?? "");
  const save = useSave(async () => {
    await post(customerPath(c.customer, "/fields"), { field: field.field, value: value.trim(), ...basedOn(c.version) });
    kept(c.customer, changed);
    setOpen(false);
    changed();
  });
  const name = nameOf(field);
  const id = `own-${field.field}`;
  return (
    <div>
      <dt><User>{name}</User></dt>
      <dd>
        {open ? (
          <FormBox title={name} save={save} close={() => setOpen(false)} fresh={changed}>
            {field.kind === "choice"
              ? <Choice id={id} label={name} value={value} set={setValue} options={Object.fromEntries(["", ...choicesOf(field)].map((v) => [v, v]))} />
              : <TextField id={id} label={name} value={value} set={setValue} autoFocus type={field.kind === "day" ? "date" : "text"}
                           {...(field.kind === "number" ? { inputMode: "decimal" as const, dir: "ltr" as const } : {})} />}
          </FormBox>
        ) : (
          <>
            <span class="contact">
              {fact ? (field.kind === "text" || field.kind === "choice" ? <User>{fact.value}</User> : <Num>{field.kind === "day" ? longDay(fact.value) : fact.value}</Num>) : <span class="faint">{t().genders[""]}</span>}
              {mayWrite() && (
                <button type="button" class="icon-btn tiny" aria-label={`${words().correct}: ${name}`} onClick={() => { setValue(fact?.value ?? ""); setOpen(true); }}><Icon name="pencil" size={15} /></button>
              )}
            </span>
            {fact && <span class="faint fact-src"><Source source={fact.source} when={fact.since} /></span>}
          </>
        )}
      </dd>
    </div>
  );
}

export function OwnFields({ c, changed }: { c: Customer; changed: () => void }) {
  const fields = useLoad<Rows<FieldRow>>("/v1/fields").data?.rows ?? [];
  if (!fields.length) return null;
  return (
    <Part id="own" title={words().own} n={c.facts?.filter((f) => f.kind.startsWith("field:") && !f.to).length ?? 0}>
      <dl class="facts">
        {fields.map((f) => <Row key={f.field} c={c} field={f} fact={c.facts?.find((x) => x.kind === `field:${f.field}` && !x.to)} changed={changed} />)}
      </dl>
    </Part>
  );
}
