// SPDX-License-Identifier: Apache-2.0
// One import: what it was, what it did, how its columns were understood, what was odd, and the way to take it back.
import { leads } from "../api";
import { moment } from "../format";
import { t } from "../i18n";
import type { BatchPage } from "../types";
import { Badge, ErrorBox, FileName, Num, Part, Skeleton, User } from "../ui/bits";
import { useLoad } from "../ui/load";
import { counted } from "./page";
import { UndoButton } from "./undo";

function Mapped({ batch }: { batch: BatchPage }) {
  const words = t().bring;
  const columns = Object.entries(batch.mapping?.columns ?? {});
  if (!columns.length) return null;
  const chat = batch.kind === "whatsapp";
  const means = (f: string) => (chat ? (f ? words.writer.customer : words.writer.shop) : f.startsWith("field:") ? words.own : f ? words.fields[f] ?? f : words.leaveOut);
  return (
    <Part id="import-columns" title={chat ? words.writers : words.columns}>
      <ul class="cols">
        {columns.map(([header, field]) => (
          <li key={header} class={field ? "col" : "col off"}><span class="col-head"><strong><User>{header}</User></strong></span><span class={field ? "" : "faint"}>{means(field)}</span></li>
        ))}
      </ul>
    </Part>
  );
}

export function OneImport({ id }: { id: string }) {
  const words = t().imports;
  const { data, error, reload } = useLoad<BatchPage>(`/v1/batches/${encodeURIComponent(id)}`);
  const may = leads();
  const undone = data?.state === "undone";
  return (
    <main id="main" class="narrow import-page">
      <p class="crumb"><a href="#/imports">{words.title}</a></p>
      <h1 tabIndex={-1}>{data ? <FileName name={data.file ?? data.batch} /> : words.title}</h1>
      <ErrorBox error={error} retry={reload} />
      {!data && !error && <Skeleton rows={3} kind="line" />}
      {data && (
        <>
          <p class="sub">
            {t().bring.kinds[data.kind ?? ""] ?? data.kind} · <Num>{moment(data.at)}</Num>{data.who && <> · {words.by(data.who)}</>}
            {data.source && data.source !== "main" && <> · <User>{data.source}</User></>}
          </p>
          <ul class="count-list">
            {counted(data).map((badge) => <li key={badge.key}>{badge}</li>)}
            {undone && <li><Badge>{words.undone}{data.undone_at && <> · <Num>{moment(data.undone_at)}</Num></>}</Badge></li>}
          </ul>
          {may && !undone && <div class="import-undo"><UndoButton batch={data.batch} file={data.file ?? data.batch} changed={reload} /></div>}
          {!!data.warnings?.length && (
            <Part id="import-odd" title={words.odd}><ul class="plain-list import-notes">{data.warnings.map((w) => <li key={w}><User>{w}</User></li>)}</ul></Part>
          )}
          <Mapped batch={data} />
        </>
      )}
    </main>
  );
}
