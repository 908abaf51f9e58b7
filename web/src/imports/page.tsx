// SPDX-License-Identifier: Apache-2.0
// Bringing a file in, and what came in so far, file by file, with the way to undo all of one file.
import { useState } from "preact/hooks";
import { leads } from "../api";
import { count, moment } from "../format";
import { t } from "../i18n";
import type { BatchRow, Rows } from "../types";
import { Badge, ErrorBox, FileName, Num, Skeleton, User } from "../ui/bits";
import { useLoad } from "../ui/load";
import { importHref } from "../route";
import { Bring } from "./bring";

const kinds = ["rows", "new", "updated", "same", "bad"] as const;

/** What came in by a file, in numbers. */
export const counted = (row: BatchRow) => kinds.filter((k) => (row[k] ?? 0) > 0 || k === "rows").map((k) => {
  const [one, many = one] = (t().imports.counts[k] ?? k).split("|");
  return <Badge key={k} tone={k === "bad" ? "warn" : k === "new" ? "good" : "plain"}><Num>{count(row[k] ?? 0)}</Num> {row[k] === 1 ? one : many}</Badge>;
});

function Batch({ row, may }: { row: BatchRow; may: boolean }) {
  const words = t().imports;
  const undone = row.state === "undone";
  return (
    <li class={undone ? "batch undone" : "batch"}>
      <div class="batch-main">
        <strong><a href={importHref(row.batch)}><FileName name={row.file ?? row.batch} /></a></strong>
        <span class="faint"><Num>{moment(row.at)}</Num>{row.who && <> · {words.by(row.who)}</>}{row.source && row.source !== "main" && <> · <User>{row.source}</User></>}</span>
        <span class="batch-counts">
          {counted(row)}
        </span>
      </div>
      {undone ? <Badge>{words.undone}</Badge> : may && <a class="btn" href={importHref(row.batch)} aria-label={`${words.look}: ${row.file ?? row.batch}`}>{words.look}</a>}
    </li>
  );
}

export function Imports() {
  const words = t().imports;
  const { data, error, reload } = useLoad<Rows<BatchRow>>("/v1/batches?limit=100");
  const may = leads();
  /** A file is on its way in, and has the page to itself. */
  const [alone, setAlone] = useState(false);
  return (
    <main id="main" class="narrow">
      <h1 tabIndex={-1}>{words.title}</h1>
      <p class="sub">{may ? words.hint : words.hintReader}</p>
      {may && <Bring changed={reload} alone={setAlone} />}
      {!alone && (
        <>
          <h2 class="batches-title">{words.before}</h2>
          <ErrorBox error={error} retry={reload} />
          {!data && !error && <Skeleton rows={3} kind="line" />}
          {data && data.rows.length === 0 && <p class="faint">{words.empty}</p>}
          {data && data.rows.length > 0 && <ul class="batches">{data.rows.map((b) => <Batch key={b.batch} row={b} may={may} />)}</ul>}
        </>
      )}
    </main>
  );
}
