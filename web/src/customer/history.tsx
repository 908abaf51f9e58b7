// SPDX-License-Identifier: Apache-2.0
// Who changed what, when, and what it was before. Asked for only when someone wants to see it.
import { useState } from "preact/hooks";
import { customerPath, mayWrite } from "../api";
import { fullDay, moment } from "../format";
import { t } from "../i18n";
import type { HistoryRow, Rows } from "../types";
import { ErrorBox, Num, Skeleton, User } from "../ui/bits";
import { Icon } from "../ui/icons";
import { useLoad } from "../ui/load";
import { undoChange } from "./undo";
import { words as undoWords } from "./words";

// What says who wrote it down and when stands beside; ids say nothing to people.
const aside = /(_id|_at)$|^(at|who|source|fixed|visible|language)$/;

/** The values of a row of the store as people read them. */
function words(v: unknown): string[] {
  if (typeof v !== "object" || v === null) return [];
  return Object.entries(v).flatMap(([k, x]) => {
    if (aside.test(k) || x === null || x === "") return [];
    if (k.endsWith("_day") && typeof x === "string") return [k === "to_day" ? t().customer.until(fullDay(x)) : fullDay(x)];
    return typeof x === "string" ? [t().states[x] ?? t().channels[x] ?? t().purposes[x] ?? t().origins[x] ?? t().factKinds[x] ?? x] : [];
  });
}

function Change({ row, id, changed }: { row: HistoryRow; id: string; changed: () => void }) {
  const [busy, setBusy] = useState(false);
  const before = words(row.before);
  const after = words(row.after);
  const gone = before.filter((w) => !after.includes(w));
  const come = after.filter((w) => !before.includes(w));
  const h = t().history;
  return (
    <li>
      <p class="hist-line"><strong>{h.entities[row.entity ?? ""] ?? row.entity}</strong> <span>{h.deeds[row.what ?? ""] ?? row.what}</span>
        <span class="faint"><Num>{moment(row.at)}</Num>{row.who && <> · <User>{row.who}</User></>}</span></p>
      {(gone.length > 0 || come.length > 0) && (
        <p class="hist-change">
          {gone.map((w) => <span key={w}><span class="hidden">{t().customer.before} </span><del><User>{w}</User></del> </span>)}
          {come.map((w) => <span key={w}><span class="hidden">{t().customer.after} </span><ins><User>{w}</User></ins> </span>)}
        </p>
      )}
      {row.undoable && row.revision && mayWrite() && (
        <button type="button" class="btn small ghost hist-undo" disabled={busy}
                onClick={() => { setBusy(true); void undoChange(id, row.revision ?? "", changed).finally(() => setBusy(false)); }}>
          <Icon name="undo" size={15} />{undoWords().undoThis}
        </button>
      )}
    </li>
  );
}

export function History({ id, changed }: { id: string; changed: () => void }) {
  const [open, setOpen] = useState(false);
  const { data, error, reload } = useLoad<Rows<HistoryRow>>(open ? customerPath(id, "/history") : null);
  const say = t().customer;
  if (!open) return <button type="button" class="btn small" onClick={() => setOpen(true)}>{say.historyShow}</button>;
  if (error) return <ErrorBox error={error} retry={reload} />;
  if (!data) return <Skeleton rows={2} kind="line" />;
  if (data.rows.length === 0) return <p class="faint">{say.historyNone}</p>;
  return <ol class="history">{data.rows.map((r, i) => <Change key={r.revision ?? i} row={r} id={id} changed={() => { reload(); changed(); }} />)}</ol>;
}
