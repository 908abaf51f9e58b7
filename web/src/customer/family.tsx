// SPDX-License-Identifier: Apache-2.0
// People and days of the customer's life, in both calendars: when each comes again, by the civil date and by the Hebrew one.
import { useState } from "preact/hooks";
import { customerPath, mayWrite, post } from "../api";
import { day, longDay } from "../format";
import { hebrewText, nextCivil, nextHebrew, numberOf } from "../hebrew";
import { t } from "../i18n";
import type { Customer, Fact } from "../types";
import { Num, Part, Source, User } from "../ui/bits";
import { Choice, FormBox, TextField, useSave } from "../ui/form";
import { Icon } from "../ui/icons";
import { EndFact } from "./facts";
import { kept } from "./undo";
import { words } from "./words";

export const familyKinds = new Set(["birthday", "anniversary", "partner", "child", "parent"]);

const dated = /(\d{4}-\d{2}-\d{2})/;
const today = () => numberOf(new Date().toLocaleDateString("sv-SE")) ?? 0;
const isoOf = (n: number) => new Date(n * 86_400_000).toISOString().slice(0, 10);

function Add({ c, close, changed }: { c: Customer; close: () => void; changed: () => void }) {
  const w = words();
  const [kind, setKind] = useState("birthday");
  const [name, setName] = useState("");
  const [date, setDate] = useState("");
  const whose = kind === "birthday" || kind === "anniversary";
  const n = numberOf(date);
  const save = useSave(async () => {
    await post(customerPath(c.customer, "/facts"), { kind, value: [whose ? "" : name.trim(), date].filter(Boolean).join(" "), origin: "said" });
    kept(c.customer, changed);
    close();
    changed();
  });
  return (
    <FormBox title={w.addFamily} save={save} close={close} ready={whose ? n !== null : name.trim() !== "" || n !== null} fresh={changed}>
      <Choice id="d-kind" label={t().forms.factKind} value={kind} set={setKind} options={w.kinds} />
      {!whose && <TextField id="d-name" label={w.who} value={name} set={setName} />}
      <TextField id="d-date" label={w.date} value={date} set={setDate} type="date" dir="ltr" hint={n === null ? undefined : hebrewText(n)} />
    </FormBox>
  );
}

function Row({ c, fact: f, changed }: { c: Customer; fact: Fact; changed: () => void }) {
  const w = words();
  const [ending, setEnding] = useState(false);
  const iso = dated.exec(f.value)?.[1];
  const n = numberOf(iso);
  const name = f.value.replace(dated, "").trim();
  const label = w.kinds[f.kind] ?? t().factKinds[f.kind] ?? f.kind;
  const now = today();
  const civil = n === null ? null : nextCivil(n, now);
  const hebrew = n === null ? null : nextHebrew(n, now);
  const years = civil !== null && n !== null ? Number(isoOf(civil).slice(0, 4)) - Number(isoOf(n).slice(0, 4)) : 0;
  return (
    <div>
      <dt>{label}</dt>
      <dd>
        <span class="contact">
          <span>{name && <User>{name}</User>}{name && n !== null && " · "}{n !== null && <><Num>{longDay(iso)}</Num> <span class="faint"><User>{hebrewText(n)}</User></span></>}</span>
          {mayWrite() && !ending && (
            <button type="button" class="icon-btn tiny" aria-label={`${t().forms.endFact}: ${label}`} title={t().forms.endFact} onClick={() => setEnding(true)}><Icon name="cross" size={15} /></button>
          )}
        </span>
        {civil !== null && hebrew !== null && (
          <span class="faint fact-src">
            {w.next(day(isoOf(civil)), w.in(civil - now))}{years > 0 && f.kind !== "anniversary" && <> · {w.age(years)}</>}
            {hebrew !== civil && <> · {w.byHebrew(day(isoOf(hebrew)), w.in(hebrew - now))}</>}
          </span>
        )}
        <span class="faint fact-src"><Source source={f.source} when={f.since} /></span>
        {ending && <EndFact c={c} fact={f} close={() => setEnding(false)} changed={changed} />}
      </dd>
    </div>
  );
}

export function Family({ c, changed }: { c: Customer; changed: () => void }) {
  const w = words();
  const [adding, setAdding] = useState(false);
  const rows = (c.facts ?? []).filter((f) => familyKinds.has(f.kind) && !f.to);
  if (!rows.length && !mayWrite()) return null;
  return (
    <Part id="family" title={w.family} n={rows.length} action={mayWrite() && !adding && (
      <button type="button" class="btn small" onClick={() => setAdding(true)}><Icon name="plus" size={16} />{w.addFamily}</button>
    )}>
      {adding && <Add c={c} close={() => setAdding(false)} changed={changed} />}
      {rows.length > 0 ? <dl class="facts">{rows.map((f) => <Row key={f.fact} c={c} fact={f} changed={changed} />)}</dl>
        : !adding && <p class="faint">{w.familyNone}</p>}
    </Part>
  );
}
