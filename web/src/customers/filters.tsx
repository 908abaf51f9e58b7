// SPDX-License-Identifier: Apache-2.0
// The conditions of a list, as people say them: "have not bought for 90 days". Each is one triple of the server's (field, op,
// value); a triple that this screen has no sentence for, because a program made it, is shown as it is and kept.
import { useState } from "preact/hooks";
import { count, money } from "../format";
import { t } from "../i18n";
import { iso } from "../i18n/isolate";
import type { FieldRow } from "../types";
import { User } from "../ui/bits";
import { Choice, TextField } from "../ui/form";
import { Icon } from "../ui/icons";
import { words } from "./words";

export interface Condition { field: string; op: string; value?: string | number | string[] }

interface Kind { field: string; op: string; ask: "days" | "sum" | "number" | "text" | "none" | "stage" | "channel" | "fact" | "gender" }

const kinds: Record<string, Kind> = {
  stage: { field: "stage", op: "is", ask: "stage" },
  within: { field: "last", op: "min", ask: "days" },
  notWithin: { field: "last", op: "max", ask: "days" },
  joined: { field: "first", op: "min", ask: "days" },
  spentMin: { field: "spent", op: "min", ask: "sum" },
  spentMax: { field: "spent", op: "max", ask: "sum" },
  ordersMin: { field: "orders", op: "min", ask: "number" },
  ordersMax: { field: "orders", op: "max", ask: "number" },
  consent: { field: "consent", op: "has", ask: "channel" },
  noConsent: { field: "consent", op: "lacks", ask: "channel" },
  city: { field: "city", op: "is", ask: "text" },
  name: { field: "name", op: "contains", ask: "text" },
  fact: { field: "fact", op: "has", ask: "fact" },
  noFact: { field: "fact", op: "lacks", ask: "fact" },
  phone: { field: "phone", op: "has", ask: "none" },
  noPhone: { field: "phone", op: "lacks", ask: "none" },
  mail: { field: "mail", op: "has", ask: "none" },
  noMail: { field: "mail", op: "lacks", ask: "none" },
  gender: { field: "gender", op: "is", ask: "gender" },
};

const kindOf = (c: Condition) => Object.entries(kinds).find(([, k]) => k.field === c.field && k.op === c.op);

/** A condition in words. */
export function said(c: Condition, fields: FieldRow[]): string {
  const w = words();
  const v = Array.isArray(c.value) ? c.value.join(", ") : String(c.value ?? "");
  if (c.field.startsWith("field:")) {
    const f = fields.find((x) => `field:${x.field}` === c.field);
    return `${f ? nameOf(f) : c.field.slice(6)}: ${iso(v)}`;
  }
  const [name, kind] = kindOf(c) ?? [];
  if (!name || !kind) return `${c.field} ${c.op} ${iso(v)}`;
  const value = kind.ask === "days" ? count(Math.abs(Number(v))) : kind.ask === "sum" ? money(Number(v)) : kind.ask === "stage" ? (t().stages[v] ?? v)
    : kind.ask === "channel" ? (t().channels[v] ?? v) : kind.ask === "fact" ? (t().factKinds[v] ?? v) : kind.ask === "gender" ? (t().genders[v] ?? v) : iso(v);
  const sentence = (w.said as Record<string, (v: string) => string>)[name];
  return sentence ? sentence(value) : kind.ask === "none" ? (w.kinds[name] ?? name) : `${w.kinds[name] ?? name}: ${value}`;
}

export const nameOf = (f: FieldRow) => (t().language === "Language" ? f.en || f.he : f.he || f.en);

function Value({ ask, value, set }: { ask: Kind["ask"]; value: string; set: (v: string) => void }) {
  const w = words();
  const { whatsapp, sms, mail, call } = t().channels;
  const { "": _, ...genders } = t().genders;
  switch (ask) {
    case "none": return null;
    case "stage": return <Choice id="fl-value" label={w.value} value={value} set={set} options={{ "": "", ...t().stages }} />;
    case "channel": return <Choice id="fl-value" label={w.value} value={value} set={set} options={{ "": "", whatsapp: whatsapp ?? "", sms: sms ?? "", mail: mail ?? "", call: call ?? "" }} />;
    case "fact": return <Choice id="fl-value" label={w.value} value={value} set={set} options={{ "": "", ...t().factKinds }} />;
    case "gender": return <Choice id="fl-value" label={w.value} value={value} set={set} options={{ "": "", ...genders }} />;
    case "text": return <TextField id="fl-value" label={w.value} value={value} set={set} />;
    default: return <TextField id="fl-value" label={ask === "days" ? w.days : w.value} value={value} set={set} inputMode="numeric" dir="ltr" />;
  }
}

function conditionOf(name: string, value: string): Condition | null {
  if (name.startsWith("field:")) return value.trim() ? { field: name, op: "is", value: value.trim() } : null;
  const k = kinds[name];
  if (!k) return null;
  if (k.ask === "none") return { field: k.field, op: k.op };
  if (!value.trim()) return null;
  if (k.ask === "days" || k.ask === "sum" || k.ask === "number") {
    const n = Number(value);
    if (!Number.isFinite(n) || n < 0) return null;
    return { field: k.field, op: k.op, value: k.ask === "days" ? `-${Math.round(n)}` : Math.round(k.ask === "sum" ? n * 100 : n) };
  }
  return { field: k.field, op: k.op, value: value.trim() };
}

export function Filters({ conditions, set, fields }: { conditions: Condition[]; set: (c: Condition[]) => void; fields: FieldRow[] }) {
  const w = words();
  const [adding, setAdding] = useState(false);
  const [name, setName] = useState("within");
  const [value, setValue] = useState("");
  const made = conditionOf(name, value);
  const own = Object.fromEntries(fields.map((f) => [`field:${f.field}`, nameOf(f)]));
  const options = Object.fromEntries(Object.keys(kinds).map((k) => [k, w.kinds[k] ?? k]));
  return (
    <>
      <div class="chips">
        {conditions.map((c, i) => (
          <button key={i} type="button" class="chip on" aria-label={w.remove(said(c, fields))} onClick={() => set(conditions.filter((_, k) => k !== i))}>
            <User>{said(c, fields)}</User><Icon name="cross" size={14} />
          </button>
        ))}
        <button type="button" class="chip" aria-expanded={adding} onClick={() => setAdding(!adding)}><Icon name="filter" size={15} />{w.addFilter}</button>
      </div>
      {adding && (
        <form class="form-box" aria-label={w.addFilter} onSubmit={(e) => {
          e.preventDefault();
          if (!made) return;
          set([...conditions, made]);
          setValue("");
          setAdding(false);
        }} onKeyDown={(e) => { if (e.key === "Escape") { e.stopPropagation(); e.preventDefault(); setAdding(false); } }}>
          <div class="form-grid">
            <Choice id="fl-what" label={w.what} value={name} set={(v) => { setName(v); setValue(""); }} options={{ ...options, ...own }} />
            <Value key={name} ask={kinds[name]?.ask ?? "text"} value={value} set={setValue} />
          </div>
          <div class="form-acts">
            <button type="submit" class="btn primary" disabled={!made}>{w.apply}</button>
            <button type="button" class="btn ghost" onClick={() => setAdding(false)}>{t().forms.cancel}</button>
          </div>
        </form>
      )}
    </>
  );
}
