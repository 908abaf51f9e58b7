// SPDX-License-Identifier: Apache-2.0
// The answers of the shops on a customer's page: what is like the one he loved, his coming year, and what is worth telling.
// They are asked for beside the page, come together so that none pushes another away, and show nothing when there is nothing.
import { useRef, useState } from "preact/hooks";
import { customerPath, mayWrite, post } from "../api";
import { day, fullDay, money, percent } from "../format";
import type { Customer, Rows } from "../types";
import { Badge, Num, Part, Skeleton, User } from "../ui/bits";
import { Choice, FormBox, TextField, useSave } from "../ui/form";
import { Icon } from "../ui/icons";
import { useLoad, type Loaded } from "../ui/load";
import { say } from "../ui/snackbar";
import { Basket, type BasketRow } from "./basket";
import { Due, type DueRow } from "./due";
import { Answer, type Told } from "./row";
import { words } from "./words";

interface Size { category: string; size: string; probability: number; kept: number; back: number }
interface FitRow extends Told { item: string; item_name: string; size?: string; fits?: number; stock: number; price?: number; currency?: string; kept?: boolean; kept_until?: string; sizes?: Size[] }
interface YearRow extends Told { kind: string; from: string; to: string; speak?: string; item?: string }
interface TipRow extends Told { content: string; kind: string; title: string; text?: string; link?: string }

function Fits({ c, load }: { c: Customer; load: Loaded<Rows<FitRow>> }) {
  const w = words();
  const { data, reload } = load;
  const [error, setError] = useState("");
  if (!data?.rows.length) return null;
  const keep = (r: FitRow, state: "kept" | "taken" | "released") => post<{ until?: string }>(customerPath(c.customer, "/kept"), { item: r.item, state }).then(
    (a) => {
      setError("");
      if (state === "kept") say({ text: w.kept(r.item_name, fullDay(a.until)), stay: 3500 });
      reload();
    },
    (e: unknown) => setError(e instanceof Error ? e.message : String(e)),
  );
  const sizes = data.rows[0]?.sizes ?? [];
  return (
    <Part id="fits" title={w.fits} n={data.rows.length}>
      {!!sizes.length && (
        <p class="faint fit-sizes">{w.sizes}: {sizes.map((s, i) => <span key={s.category}>{i > 0 && " · "}<User>{s.category}</User> <strong><Num>{s.size.toUpperCase()}</Num></strong></span>)}</p>
      )}
      <ul class="answers">
        {data.rows.map((r) => (
          <Answer key={r.item} row={r} icon="similar" tone="similar">
            {typeof r.price === "number" && <Badge><Num>{money(r.price, r.currency)}</Num></Badge>}
            {typeof r.fits === "number" && <Badge tone="good">{w.fit(percent(r.fits))}</Badge>}
            {mayWrite() && (r.kept ? (
              <>
                <button type="button" class="btn small" onClick={() => void keep(r, "taken")}><Icon name="check" size={15} />{w.taken}</button>
                <button type="button" class="btn small ghost" onClick={() => void keep(r, "released")}>{w.release}</button>
              </>
            ) : <button type="button" class="btn small" onClick={() => void keep(r, "kept")}>{w.keep}</button>)}
          </Answer>
        ))}
      </ul>
      {error && <p class="refused" role="alert"><User>{error}</User></p>}
    </Part>
  );
}

function AddDay({ c, close, changed }: { c: Customer; close: () => void; changed: () => void }) {
  const w = words();
  const [kind, setKind] = useState("birthday");
  const [whom, setWhom] = useState("");
  const [date, setDate] = useState("");
  const [calendar, setCalendar] = useState("civil");
  const save = useSave(async () => {
    await post(customerPath(c.customer, "/occasions"), { kind, day: date, calendar, ...(whom.trim() ? { whom: whom.trim() } : {}) });
    say({ text: w.saved, stay: 2500 });
    close();
    changed();
  });
  return (
    <FormBox title={w.addDay} save={save} close={close} ready={/^\d{4}-\d{2}-\d{2}$/.test(date)}>
      <Choice id="oc-kind" label={w.dayKind} value={kind} set={setKind} options={w.dayKinds} />
      <TextField id="oc-whom" label={w.whom} value={whom} set={setWhom} />
      <TextField id="oc-day" label={w.born} value={date} set={setDate} type="date" dir="ltr" required />
      <Choice id="oc-cal" label={w.calendar} value={calendar} set={setCalendar} options={w.calendars} />
    </FormBox>
  );
}

const shown = 5;

function Year({ c, load, changed }: { c: Customer; load: Loaded<Rows<YearRow>>; changed: () => void }) {
  const w = words();
  const { data, reload } = load;
  const [adding, setAdding] = useState(false);
  const [all, setAll] = useState(false);
  if (!data?.rows.length) return null;
  const after = () => {
    reload();
    changed();
  };
  return (
    <Part id="year" title={w.year} n={data.rows.length} action={mayWrite() && !adding && (
      <button type="button" class="btn small" onClick={() => setAdding(true)}><Icon name="plus" size={16} />{w.addDay}</button>
    )}>
      {adding && <AddDay c={c} close={() => setAdding(false)} changed={after} />}
      <ul class="answers">
        {data.rows.slice(0, all ? undefined : shown).map((r) => (
          <Answer key={`${r.kind} ${r.from} ${r.what}`} row={r} icon={r.kind === "day" ? "occasion" : "due"} tone={r.item ? "similar" : "occasion"}>
            {r.speak && <Badge>{w.speak(day(r.speak))}</Badge>}
          </Answer>
        ))}
      </ul>
      {!all && data.rows.length > shown && <button type="button" class="btn small" onClick={() => setAll(true)}>{w.moreRows(data.rows.length - shown)}</button>}
    </Part>
  );
}

function Tips({ data }: { data: Rows<TipRow> | null }) {
  const w = words();
  if (!data?.rows.length) return null;
  return (
    <Part id="tips" title={w.tips} n={data.rows.length}>
      <ul class="answers">
        {data.rows.map((r) => (
          <Answer key={r.content} row={r} icon="information" tone="information">
            {r.text && <p><User>{r.text}</User></p>}
            {r.link && /^https?:/.test(r.link) && <a class="btn small" href={r.link} target="_blank" rel="noopener noreferrer">{w.more}</a>}
          </Answer>
        ))}
      </ul>
    </Part>
  );
}

export function ShopParts({ c, changed }: { c: Customer; changed: () => void }) {
  const [all, setAll] = useState(false);
  const basket = useLoad<Rows<BasketRow>>(customerPath(c.customer, "/basket"));
  const due = useLoad<Rows<DueRow>>(c.assets?.length ? customerPath(c.customer, `/due${all ? "?all=true" : ""}`) : null);
  const fits = useLoad<Rows<FitRow>>(customerPath(c.customer, "/fits?limit=4"));
  const year = useLoad<Rows<YearRow>>(customerPath(c.customer, "/year"));
  const tips = useLoad<Rows<TipRow>>(customerPath(c.customer, "/tips"));
  const come = useRef(false);
  come.current ||= ![basket, due, fits, year, tips].some((l) => l.busy && !l.data);
  if (!come.current) return <Skeleton rows={1} />;
  return (
    <>
      <Basket c={c} load={basket} changed={changed} />
      <Due c={c} load={due} all={all} setAll={setAll} changed={changed} />
      <Fits c={c} load={fits} />
      <Year c={c} load={year} changed={changed} />
      <Tips data={tips.data} />
    </>
  );
}
