// SPDX-License-Identifier: Apache-2.0
// Taking an import back: first what people changed since on what it brought, each to be kept or to go back too; then it asks once, tells how far it is, and
// says what came of it.
import { useState } from "preact/hooks";
import { get, post } from "../api";
import { moment } from "../format";
import { t } from "../i18n";
import { customerHref } from "../route";
import { drop } from "../today/details";
import type { BatchUndo, Conflict, Job, Rows } from "../types";
import { ErrorBox, Num, User } from "../ui/bits";
import { useSave } from "../ui/form";
import { Icon } from "../ui/icons";
import { say } from "../ui/snackbar";
import { Working } from "../ui/working";

/** The fields of one change together, as they came. */
function changesOf(rows: Conflict[]): Conflict[][] {
  const by = new Map<string, Conflict[]>();
  for (const r of rows) by.set(r.change, [...(by.get(r.change) ?? []), r]);
  return [...by.values()];
}

const Value = ({ v }: { v: string | null | undefined }) => (v ? <User>{v}</User> : <span class="faint">{t().imports.nothing}</span>);

function Change({ rows, back, set }: { rows: Conflict[]; back: boolean; set: (back: boolean) => void }) {
  const words = t().imports;
  const first = rows[0] as Conflict;
  return (
    <li class="conflict">
      <div class="conflict-head">
        <strong><a href={customerHref(first.customer)}><User>{first.name || first.customer}</User></a></strong>
        <span class="faint"><Num>{moment(first.at)}</Num>{first.who && <> · {words.by(first.who)}</>}</span>
      </div>
      <dl class="conflict-fields">
        {rows.map((r) => (
          <div key={r.field}>
            <dt>{words.fields[r.field] ?? words.fields[r.what] ?? r.field}</dt>
            <dd><span class="faint">{words.imported}</span> <Value v={r.imported} /></dd>
            <dd><span class="faint">{words.now}</span> <Value v={r.now} /></dd>
            {r.was !== undefined && r.was !== null && <dd><span class="faint">{words.was}</span> <Value v={r.was} /></dd>}
          </div>
        ))}
      </dl>
      <fieldset class="conflict-choice">
        <legend class="hidden">{words.settle}</legend>
        <label><input type="radio" name={`settle-${first.change}`} checked={!back} onChange={() => set(false)} />{words.keep}</label>
        <label><input type="radio" name={`settle-${first.change}`} checked={back} onChange={() => set(true)} />{words.back}</label>
      </fieldset>
    </li>
  );
}

export function UndoButton({ batch, file, changed }: { batch: string; file: string; changed: () => void }) {
  const words = t().imports;
  const [asking, setAsking] = useState<{ rows: Conflict[]; more: boolean } | null>(null);
  const [back, setBack] = useState<ReadonlySet<string>>(new Set());
  const [job, setJob] = useState<Job | null>(null);
  const look = useSave(async () => {
    const found = await get<Rows<Conflict>>(`/v1/batches/${encodeURIComponent(batch)}/conflicts`);
    setAsking({ rows: found.rows, more: !!found.notes?.length });
  });
  const save = useSave(async () => {
    try {
      const done = await post<BatchUndo>(`/v1/batches/${encodeURIComponent(batch)}/undo`, back.size ? { back: [...back].join(",") } : {}, { working: setJob });
      drop();
      setAsking(null);
      say({ text: words.undoDone(done.removed ?? 0, done.restored ?? 0, done.kept ?? 0) });
      changed();
    } finally {
      setJob(null);
    }
  });
  const settle = (change: string, goes: boolean) => {
    const next = new Set(back);
    if (goes) next.add(change); else next.delete(change);
    setBack(next);
  };
  if (!asking)
    return (
      <>
        <ErrorBox error={look.error} />
        <button type="button" class="btn" disabled={look.busy} onClick={look.run} aria-label={`${words.undo}: ${file}`}>
          <Icon name="undo" size={17} mirror />{words.undo}
        </button>
      </>
    );
  const changes = changesOf(asking.rows);
  return (
    <div class="ask" role="group" aria-label={words.undo}>
      {job ? <Working job={job} label={words.undoing} /> : (
        <>
          <p>{words.undoAsk(file)}</p>
          {changes.length > 0 && (
            <>
              <h2>{words.conflicts(changes.length)}</h2>
              <ul class="conflicts">
                {changes.map((rows) => {
                  const id = (rows[0] as Conflict).change;
                  return <Change key={id} rows={rows} back={back.has(id)} set={(goes) => settle(id, goes)} />;
                })}
              </ul>
              {asking.more && <p class="faint">{words.moreConflicts}</p>}
            </>
          )}
          <ErrorBox error={save.error} />
          <div class="form-acts">
            <button type="button" class="btn danger" disabled={save.busy} onClick={save.run}>{words.undoYes}</button>
            <button type="button" class="btn ghost" onClick={() => setAsking(null)}>{words.undoNo}</button>
          </div>
        </>
      )}
    </div>
  );
}
