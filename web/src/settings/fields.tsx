// SPDX-License-Identifier: Apache-2.0
// Fields that the business adds for itself, without code.
import { useState } from "preact/hooks";
import { basedOn, fresh, post } from "../api";
import { nameOf } from "../customers/filters";
import { t } from "../i18n";
import type { FieldRow, Rows } from "../types";
import { Badge, Empty, ErrorBox, Skeleton, User } from "../ui/bits";
import { Ask, Choice, FormBox, TextArea, TextField, useSave } from "../ui/form";
import { Icon } from "../ui/icons";
import { useLoad } from "../ui/load";
import { say } from "../ui/snackbar";
import { words } from "./words";

function Add({ place, close, changed }: { place: number; close: () => void; changed: () => void }) {
  const w = words();
  const [he, setHe] = useState("");
  const [en, setEn] = useState("");
  const [key, setKey] = useState("");
  const [kind, setKind] = useState("text");
  const [choices, setChoices] = useState("");
  const [sees, setSees] = useState("seller");
  const slug = key || en.trim().toLowerCase().replace(/[^a-z0-9]+/g, "_").replace(/^_|_$/g, "");
  const list = choices.split("\n").map((c) => c.trim()).filter(Boolean);
  const save = useSave(async () => {
    await post("/v1/fields", { field: slug, he: he.trim(), en: en.trim() || he.trim(), kind, ...(kind === "choice" ? { choices: list.join("|") } : {}), sees, place, ...fresh });
    say({ text: w.saved });
    close();
    changed();
  });
  const { reader, seller, manager, owner } = t().more.roles;
  return (
    <FormBox title={w.addField} save={save} close={close} ready={he.trim() !== "" && /^[a-z][a-z0-9_]*$/.test(slug) && (kind !== "choice" || list.length > 1)}>
      <TextField id="fd-he" label={w.fieldHe} value={he} set={setHe} required autoFocus />
      <TextField id="fd-en" label={w.fieldEn} value={en} set={setEn} dir="ltr" />
      <TextField id="fd-key" label={w.fieldKey} value={slug} set={setKey} required dir="ltr" />
      <Choice id="fd-kind" label={w.fieldKind} value={kind} set={setKind} options={w.kinds} />
      <Choice id="fd-sees" label={w.sees} value={sees} set={setSees} options={{ reader: reader ?? "", seller: seller ?? "", manager: manager ?? "", owner: owner ?? "" }} />
      {kind === "choice" && <TextArea id="fd-choices" label={w.choices} value={choices} set={setChoices} required />}
    </FormBox>
  );
}

function Row({ row, changed }: { row: FieldRow; changed: () => void }) {
  const w = words();
  const [asking, setAsking] = useState(false);
  const gone = useSave(async () => {
    await post("/v1/fields/remove", { field: row.field, ...basedOn(row.version) });
    changed();
  });
  return (
    <li class="batch">
      <div class="batch-main">
        <strong><User>{nameOf(row)}</User></strong>
        <span class="batch-counts"><Badge>{w.kinds[row.kind] ?? row.kind}</Badge>{row.sees && <Badge>{w.sees}: {t().more.roles[row.sees] ?? row.sees}</Badge>}</span>
      </div>
      <button type="button" class="btn small ghost" aria-expanded={asking} onClick={() => setAsking(!asking)}>{w.removeField}</button>
      {asking && <Ask text={w.removeFieldAsk(nameOf(row))} yes={w.yesRemove} save={gone} close={() => setAsking(false)} fresh={changed} />}
    </li>
  );
}

export function Fields() {
  const w = words();
  const { data, error, reload } = useLoad<Rows<FieldRow>>("/v1/fields");
  const [adding, setAdding] = useState(false);
  return (
    <div class="settings-part" id="fields">
      <div class="settings-acts">{!adding && <button type="button" class="btn small" onClick={() => setAdding(true)}><Icon name="plus" size={16} />{w.addField}</button>}</div>
      {adding && <Add place={(data?.rows.length ?? 0) + 1} close={() => setAdding(false)} changed={reload} />}
      <ErrorBox error={error} retry={reload} />
      {!data && error === null && <Skeleton rows={2} kind="line" />}
      {data && data.rows.length === 0 && !adding && <Empty icon="fact" title={w.fieldsNone} hint={w.fieldsNoneHint} />}
      <ul class="batches">{data?.rows.map((r) => <Row key={r.field} row={r} changed={reload} />)}</ul>
    </div>
  );
}
