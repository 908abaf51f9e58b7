// SPDX-License-Identifier: Apache-2.0
// How the columns of a file were understood, to be looked at and corrected, and the first rows as they will be.
import { fullDay, money, moment } from "../format";
import { t } from "../i18n";
import { useState } from "preact/hooks";
import { post } from "../api";
import { nameOf } from "../customers/filters";
import type { ColumnGuess, FieldRow, ImportResult, Mapping, Rows } from "../types";
import { Badge, ErrorBox, Num, User } from "../ui/bits";
import { Choice } from "../ui/form";
import { Icon } from "../ui/icons";
import { useLoad } from "../ui/load";

// In groups, as people look for them; the names are those of the server.
const groups: [string, string[]][] = [
  ["who", ["key", "member", "national_id", "name", "given", "family", "phone", "mail", "street", "house", "city", "zip", "country", "gender", "birthday", "anniversary", "organization", "tags", "note", "joined"]],
  ["sale", ["doc", "doc_type", "status", "cancelled", "date", "time", "timezone", "total", "currency", "line_number", "returns_doc"]],
  ["item", ["item_key", "item_name", "category", "unit", "barcode", "quantity", "price", "amount"]],
  ["consent", ["ads_mail", "ads_sms", "unsubscribed", "ads_at", "ads_ip", "ads_confirmed"]],
];

/** Who writes in a chat: a customer, or the shop itself. */
function Writer({ guess, field, set }: { guess: ColumnGuess; field: string; own: FieldRow[]; set: (v: string) => void }) {
  const words = t().bring;
  const id = `col-${guess.header}`;
  return (
    <li class="col">
      <label class="col-head" for={id}>
        <strong><User>{guess.header}</User></strong>
        <span class="faint col-eg">{guess.example ? <User>{guess.example}</User> : words.noExample}</span>
      </label>
      <div class="col-means">
        <div class="select">
          <select id={id} class="field" value={field} onChange={(e) => set(e.currentTarget.value)}>
            <option value="name">{words.writer.customer}</option>
            <option value="">{words.writer.shop}</option>
          </select>
          <Icon name="chevron" size={18} />
        </div>
      </div>
    </li>
  );
}

const fresh = "field:";

/** A field of the shop's own for this column: its key is a name of ours, because headers are in any language. */
function fieldFor(guess: ColumnGuess, others: FieldRow[]) {
  const slug = guess.header.toLowerCase().replace(/[^a-z0-9]+/g, "_").slice(0, 36).replace(/^_+|_+$/g, "") || "own";
  let field = slug;
  for (let i = 2; others.some((f) => f.field === field); i++) field = `${slug}_${i}`;
  return { field, he: guess.header, en: guess.header, kind: /^(?!0\d)-?[\d,]+(\.\d+)?$/.test(guess.example) ? "number" : "text" };
}

function Column({ guess, field, own, set }: { guess: ColumnGuess; field: string; own: FieldRow[]; set: (v: string) => void }) {
  const words = t().bring;
  const id = `col-${guess.header}`;
  const unsure = field === guess.field && field !== "" && guess.sure < 70;
  return (
    <li class={field ? "col" : "col off"}>
      <label class="col-head" for={id}>
        <strong><User>{guess.header}</User></strong>
        <span class="faint col-eg">{guess.example ? <User>{guess.example}</User> : words.noExample}</span>
      </label>
      <div class="col-means">
        <div class="select">
          <select id={id} class="field" value={field} onChange={(e) => set(e.currentTarget.value)}>
            <option value="">{words.leaveOut}</option>
            {groups.map(([g, fields]) => (
              <optgroup key={g} label={words.groups[g] ?? g}>
                {fields.map((f) => <option key={f} value={f}>{words.fields[f] ?? f}</option>)}
              </optgroup>
            ))}
            <optgroup label={words.own}>
              {own.map((f) => <option key={f.field} value={fresh + f.field}>{nameOf(f)}</option>)}
              <option value={fresh}>{words.ownNew(guess.header)}</option>
            </optgroup>
          </select>
          <Icon name="chevron" size={18} />
        </div>
        {unsure && <Badge tone="warn">{words.unsure}</Badge>}
      </div>
    </li>
  );
}

export function Columns({ look, mapping, change }: { look: ImportResult; mapping: Mapping; change: (m: Mapping) => void }) {
  const words = t().bring;
  const fields = useLoad<Rows<FieldRow>>("/v1/fields");
  const own = fields.data?.rows ?? [];
  const [error, setError] = useState<unknown>(null);
  if (!look.columns?.length) return null;
  const chat = look.kind === "whatsapp", One = chat ? Writer : Column;
  const map = (c: ColumnGuess, v: string) => change({ ...mapping, columns: { ...mapping.columns, [c.header]: v } });
  /** A field that is not there yet is made at once, so that what is mapped to it has a place. */
  const set = (c: ColumnGuess) => (v: string) => {
    setError(null);
    if (v !== fresh) return map(c, v);
    const made = fieldFor(c, own);
    post("/v1/fields", made).then(() => { fields.reload(); map(c, fresh + made.field); }, setError);
  };
  return (
    <section class="part" aria-labelledby="cols-h">
      <header class="part-head"><h2 id="cols-h">{chat ? words.writers : words.columns}</h2></header>
      <p class="faint">{chat ? words.writersHint : words.columnsHint}</p>
      <ul class="cols">
        {look.columns.map((c) => (
          <One key={c.header} guess={c} field={mapping.columns?.[c.header] ?? ""} own={own} set={set(c)} />
        ))}
      </ul>
      <ErrorBox error={error} />
      {mapping.date_order && (
        <div class="form-grid">
          <Choice id="date-order" label={words.dates} value={mapping.date_order} set={(v) => change({ ...mapping, date_order: v })}
                  options={{ DMY: words.dmy, MDY: words.mdy, YMD: words.ymd }} />
        </div>
      )}
    </section>
  );
}

const order = ["name", "key", "phone", "mail", "city", "doc", "at", "item", "quantity", "amount", "text"];

export function Preview({ look }: { look: ImportResult }) {
  const words = t().bring;
  const rows = look.preview ?? [];
  const shown = order.filter((k) => rows.some((r) => r[k] !== undefined && r[k] !== ""));
  if (!rows.length || !shown.length) return null;
  const cell = (r: Record<string, string | number | boolean>, k: string) => {
    const v = r[k];
    if (v === undefined || v === "") return "";
    if (k === "at") return <Num>{/\b0?0:00\b/.test(moment(String(v))) ? fullDay(String(v)) : moment(String(v))}</Num>;
    if (k === "amount") return <Num>{money(Number(v), String(r.currency ?? "ILS"))}</Num>;
    return k === "quantity" || k === "phone" || k === "key" || k === "doc" ? <Num>{v}</Num> : <User>{v}</User>;
  };
  return (
    <section class="part" aria-labelledby="pre-h">
      <header class="part-head"><h2 id="pre-h">{words.preview}</h2></header>
      <div class="table-box" tabIndex={0} role="group" aria-labelledby="pre-h">
        <table class="preview">
          <thead><tr>{shown.map((k) => <th key={k} scope="col">{words.previewHeads[k] ?? k}</th>)}</tr></thead>
          <tbody>{rows.map((r, i) => <tr key={i}>{shown.map((k) => <td key={k}>{cell(r, k)}</td>)}</tr>)}</tbody>
        </table>
      </div>
    </section>
  );
}
