// SPDX-License-Identifier: Apache-2.0
// What came in, file by file, and the way to undo all of one file. The import itself is done where the file is.
import { useState } from "preact/hooks";
import { post } from "./api";
import { count, moment } from "./format";
import { t } from "./i18n";
import { drop } from "./today/details";
import type { BatchRow, BatchUndo, Rows } from "./types";
import { Badge, Empty, ErrorBox, Num, Skeleton, User } from "./ui/bits";
import { useSave } from "./ui/form";
import { Icon } from "./ui/icons";
import { useLoad } from "./ui/load";
import { say } from "./ui/snackbar";

const kinds = ["rows", "new", "updated", "same", "bad"] as const;

function Batch({ row, changed }: { row: BatchRow; changed: () => void }) {
  const words = t().imports;
  const [asking, setAsking] = useState(false);
  const save = useSave(async () => {
    const done = await post<BatchUndo>(`/v1/batches/${encodeURIComponent(row.batch)}/undo`, {});
    drop();
    setAsking(false);
    say({ text: words.undoDone(done.removed ?? 0, done.restored ?? 0, done.kept ?? 0) });
    changed();
  });
  const undone = row.state === "undone";
  return (
    <li class="batch">
      <div class="batch-main">
        <strong><User>{row.file ?? row.batch}</User></strong>
        <span class="faint"><Num>{moment(row.at)}</Num>{row.who && <> · {words.by(row.who)}</>}{row.source && <> · <User>{row.source}</User></>}</span>
        <span class="batch-counts">
          {kinds.filter((k) => (row[k] ?? 0) > 0 || k === "rows").map((k) => (
            <Badge key={k} tone={k === "bad" ? "warn" : k === "new" ? "good" : "plain"}><Num>{count(row[k] ?? 0)}</Num> {words.counts[k]}</Badge>
          ))}
        </span>
      </div>
      {undone ? <Badge>{words.undone}</Badge> : !asking && (
        <button type="button" class="btn" onClick={() => setAsking(true)} aria-label={`${words.undo}: ${row.file ?? row.batch}`}>
          <Icon name="undo" size={17} mirror />{words.undo}
        </button>
      )}
      {asking && (
        <div class="ask" role="group" aria-label={words.undo}>
          <p>{words.undoAsk(row.file ?? row.batch)}</p>
          {save.error !== null && <ErrorBox error={save.error} />}
          <div class="form-acts">
            <button type="button" class="btn danger" disabled={save.busy} onClick={save.run}>{words.undoYes}</button>
            <button type="button" class="btn ghost" onClick={() => setAsking(false)}>{words.undoNo}</button>
          </div>
        </div>
      )}
    </li>
  );
}

export function Imports() {
  const words = t().imports;
  const { data, error, reload } = useLoad<Rows<BatchRow>>("/v1/batches?limit=100");
  return (
    <main id="main" class="narrow">
      <h1 tabIndex={-1}>{words.title}</h1>
      <p class="sub">{words.hint}</p>
      {error !== null && <ErrorBox error={error} retry={reload} />}
      {!data && !error && <Skeleton rows={3} kind="line" />}
      {data && data.rows.length === 0 && <Empty icon="imports" title={words.empty} hint={words.emptyHint} command="makir import FILE" />}
      {data && data.rows.length > 0 && <ul class="batches">{data.rows.map((b) => <Batch key={b.batch} row={b} changed={reload} />)}</ul>}
    </main>
  );
}
