// SPDX-License-Identifier: Apache-2.0
// The list itself: a table where there is room, a line for each on a phone. Numbers line up; a heading sorts.
import type { ComponentChildren } from "preact";
import { about, count, day } from "../format";
import { t } from "../i18n";
import { customerHref, go } from "../route";
import type { FieldRow, ListRow } from "../types";
import { Avatar, Badge, Ltr, Num, User } from "../ui/bits";
import { Icon } from "../ui/icons";
import { nameOf } from "./filters";
import { words } from "./words";

export const allColumns = ["phone", "mail", "city", "stage", "last", "first", "orders", "spent", "consent"] as const;
export const usual = ["phone", "city", "stage", "last", "orders", "spent"];
const sorted = new Set(["name", "last", "first", "orders", "spent"]);
const numeric = new Set(["orders", "spent"]);

const channels = (v: string | undefined) => (v ? v.split(",").map((c) => t().channels[c] ?? c).join(", ") : "");

function cell(r: ListRow, c: string): ComponentChildren {
  switch (c) {
    case "phone": return r.phone && <Ltr>{r.phone}</Ltr>;
    case "mail": return r.mail && <Ltr>{r.mail}</Ltr>;
    case "city": return r.city && <User>{r.city}</User>;
    case "stage": return r.stage && <span class={`stage-pill ${r.stage}`}>{t().stages[r.stage] ?? r.stage}</span>;
    case "last": return <Num>{day(r.last_day)}</Num>;
    case "first": return <Num>{day(r.first_day)}</Num>;
    case "orders": return typeof r.orders === "number" && <Num>{count(r.orders)}</Num>;
    case "spent": return typeof r.spent === "number" && <><Num>{about(r.spent, r.currency)}</Num>{r.left_out && <small class="faint">{r.left_out}</small>}</>;
    case "consent": return channels(r.consent) && <Badge tone="good">{channels(r.consent)}</Badge>;
    default: return <User>{String(r.fields?.[c.replace(/^field:/, "")] ?? "")}</User>;
  }
}

export const headOf = (c: string, fields: FieldRow[]) => {
  const f = fields.find((x) => `field:${x.field}` === c);
  return f ? nameOf(f) : (words().heads[c] ?? c);
};

export function Table({ rows, columns, fields, sort, setSort, at }: {
  rows: ListRow[]; columns: string[]; fields: FieldRow[]; sort: string; setSort: (s: string) => void; at: number;
}) {
  const w = words();
  const by = sort.replace(/^-/, "");
  const head = (c: string) => {
    const text = headOf(c, fields);
    if (!sorted.has(c)) return text;
    const on = by === c;
    return (
      <button type="button" class={on ? "sort on" : "sort"} onClick={() => setSort(on && sort.startsWith("-") ? c : on ? `-${c}` : c === "name" ? c : `-${c}`)}>
        {text}{on && <Icon name="chevron" size={15} />}<span class="hidden">{on ? (sort.startsWith("-") ? w.downward : w.up) : ""}</span>
      </button>
    );
  };
  const all = ["name", ...columns];
  return (
    <div class="table-wrap" role="region" aria-label={t().nav.customers} tabIndex={0}>
      <table class="list">
        <thead>
          <tr>{all.map((c) => <th key={c} scope="col" class={numeric.has(c) ? "n" : undefined} aria-sort={by === c ? (sort.startsWith("-") ? "descending" : "ascending") : undefined}>{head(c)}</th>)}</tr>
        </thead>
        <tbody>
          {rows.map((r, i) => (
            <tr key={r.customer} class={i === at ? "at" : undefined} onClick={(e) => { if (!(e.target as Element).closest("a")) go(customerHref(r.customer)); }}>
              <th scope="row"><a id={`row-${i}`} href={customerHref(r.customer)}><User>{r.name}</User></a></th>
              {columns.map((c) => <td key={c} class={numeric.has(c) ? "n" : undefined}>{cell(r, c)}</td>)}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

export function Lines({ rows, columns }: { rows: ListRow[]; columns: string[] }) {
  const under = columns.filter((c) => c !== "spent" && c !== "stage").slice(0, 2);
  return (
    <ul class="plain-list lines-list">
      {rows.map((r, i) => (
        <li key={r.customer}>
          <a id={`row-${i}`} class="found-row" href={customerHref(r.customer)}>
            <Avatar name={r.name} size="s" />
            <span class="found-main"><span class="found-name"><User>{r.name}</User></span>
              <span class="found-sub">{under.map((c) => cell(r, c)).filter(Boolean).map((v, k) => <span key={k}>{v}</span>)}</span></span>
            <span class="found-end">{columns.includes("spent") && cell(r, "spent")}{columns.includes("stage") && <span class="faint">{t().stages[r.stage ?? ""] ?? ""}</span>}</span>
          </a>
        </li>
      ))}
    </ul>
  );
}
