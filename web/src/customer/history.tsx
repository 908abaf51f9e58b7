// SPDX-License-Identifier: Apache-2.0
// Who changed what, when, and what it was before. Asked for only when someone wants to see it.
import { useState } from "preact/hooks";
import { customerPath } from "../api";
import { moment } from "../format";
import { t } from "../i18n";
import type { HistoryRow, Rows } from "../types";
import { ErrorBox, Num, Skeleton, User } from "../ui/bits";
import { useLoad } from "../ui/load";

function flat(v: unknown): Record<string, string> {
  let o: unknown = v;
  if (typeof v === "string") {
    try {
      o = JSON.parse(v);
    } catch {
      return { "": v };
    }
  }
  if (o === null || o === undefined) return {};
  if (typeof o !== "object") return { "": String(o) };
  return Object.fromEntries(Object.entries(o).map(([k, x]) => [k, typeof x === "object" && x !== null ? JSON.stringify(x) : String(x ?? "")]));
}

function Change({ row }: { row: HistoryRow }) {
  const before = flat(row.before);
  const after = flat(row.after);
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter((k) => before[k] !== after[k]);
  return (
    <li>
      <p class="hist-line"><strong><User>{row.what ?? ""} {row.entity ?? ""}</User></strong>
        <span class="faint"><Num>{moment(row.at)}</Num>{row.who && <> · <User>{row.who}</User></>}</span></p>
      {names.map((k) => (
        <p key={k} class="hist-change">
          {k && <span class="faint"><User>{k}</User>: </span>}
          {before[k] && <><span class="hidden">{t().customer.before} </span><del><User>{before[k]}</User></del> </>}
          {after[k] && <><span class="hidden">{t().customer.after} </span><ins><User>{after[k]}</User></ins></>}
        </p>
      ))}
    </li>
  );
}

export function History({ id }: { id: string }) {
  const [open, setOpen] = useState(false);
  const { data, error, reload } = useLoad<Rows<HistoryRow>>(open ? customerPath(id, "/history") : null);
  const words = t().customer;
  if (!open) return <button type="button" class="btn small" onClick={() => setOpen(true)}>{words.historyShow}</button>;
  if (error) return <ErrorBox error={error} retry={reload} />;
  if (!data) return <Skeleton rows={2} kind="line" />;
  if (data.rows.length === 0) return <p class="faint">{words.historyNone}</p>;
  return <ol class="history">{data.rows.map((r, i) => <Change key={i} row={r} />)}</ol>;
}
