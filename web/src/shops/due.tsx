// SPDX-License-Identifier: Apache-2.0
// What is due for the customer's things; what was done and what the meter says are written down here, and the forecast follows at once.
import { useState } from "preact/hooks";
import { customerPath, mayWrite, post } from "../api";
import type { Customer, Rows } from "../types";
import { Badge, Part } from "../ui/bits";
import { Choice, FormBox, TextField, useSave } from "../ui/form";
import { Icon } from "../ui/icons";
import type { Loaded } from "../ui/load";
import { say } from "../ui/snackbar";
import { Answer, type Told } from "./row";
import { words } from "./words";

export interface DueRow extends Told { asset: string; thing: string; kind: string; task: string; severity: string; state: string; due_day?: string }

const whole = (v: string) => (/^\d+$/.test(v.replace(/[,\s]/g, "")) ? Number(v.replace(/[,\s]/g, "")) : null);

function Done({ c, row, close, changed }: { c: Customer; row: DueRow; close: () => void; changed: () => void }) {
  const w = words();
  const [day, setDay] = useState("");
  const [meter, setMeter] = useState("");
  const save = useSave(async () => {
    const value = whole(meter);
    await post(customerPath(c.customer, "/jobs"), { task: row.task, asset: row.asset, ...(day ? { day } : {}), ...(value === null ? {} : { value }) });
    say({ text: w.saved, stay: 2500 });
    close();
    changed();
  });
  return (
    <FormBox title={w.doneTitle(row.task)} save={save} close={close} ready={meter === "" || whole(meter) !== null}>
      <TextField id="job-day" label={w.day} value={day} set={setDay} type="date" dir="ltr" />
      <TextField id="job-meter" label={w.meter} value={meter} set={setMeter} dir="ltr" />
    </FormBox>
  );
}

function Reading({ c, things, close, changed }: { c: Customer; things: Record<string, string>; close: () => void; changed: () => void }) {
  const w = words();
  const [asset, setAsset] = useState(Object.keys(things)[0] ?? "");
  const [meter, setMeter] = useState("");
  const save = useSave(async () => {
    await post(customerPath(c.customer, "/readings"), { asset, value: whole(meter) });
    say({ text: w.saved, stay: 2500 });
    close();
    changed();
  });
  return (
    <FormBox title={w.readingTitle} save={save} close={close} ready={whole(meter) !== null}>
      {Object.keys(things).length > 1 && <Choice id="rd-asset" label={w.thing} value={asset} set={setAsset} options={things} />}
      <TextField id="rd-meter" label={w.meterNow} value={meter} set={setMeter} dir="ltr" required autoFocus />
    </FormBox>
  );
}

export function Due({ c, load, all, setAll, changed }: { c: Customer; load: Loaded<Rows<DueRow>>; all: boolean; setAll: (all: boolean) => void; changed: () => void }) {
  const w = words();
  const [reading, setReading] = useState(false);
  const [done, setDone] = useState("");
  const { data, reload } = load;
  if (!data) return null;
  const after = () => {
    reload();
    changed();
  };
  const things = Object.fromEntries((c.assets ?? []).map((a) => [a.asset, a.name]));
  return (
    <Part id="due" title={w.due} n={data.rows.length} action={mayWrite() && !reading && (
      <button type="button" class="btn small" onClick={() => setReading(true)}><Icon name="plus" size={16} />{w.reading}</button>
    )}>
      {reading && <Reading c={c} things={things} close={() => setReading(false)} changed={after} />}
      <ul class="answers">
        {data.rows.map((r) => {
          const key = `${r.asset} ${r.task}`;
          return (
            <Answer key={key} row={r} icon="due" tone={r.state === "over" || r.kind !== "service" ? "due" : "replenish"} urgent={r.state === "over"}>
              {r.severity === "legal" && <Badge tone="warn">{w.severities.legal}</Badge>}
              {r.severity === "safety" && <Badge>{w.severities.safety}</Badge>}
              {mayWrite() && done !== key && (
                <button type="button" class="btn small" onClick={() => setDone(key)}><Icon name="check" size={15} />{w.done}</button>
              )}
              {done === key && <Done c={c} row={r} close={() => setDone("")} changed={after} />}
            </Answer>
          );
        })}
      </ul>
      {data.notes?.map((n) => <p key={n} class="faint">{n}</p>)}
      <button type="button" class="btn small" onClick={() => setAll(!all)}>{all ? w.fewDue : w.allDue}</button>
    </Part>
  );
}
