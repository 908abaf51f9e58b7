// SPDX-License-Identifier: Apache-2.0
// One page a week for an owner: sentences first, pictures after; on paper the same, right to left.
import { useState } from "preact/hooks";
import { download, me } from "../api";
import { Bars, Named } from "../charts/bars";
import { about, aboutBare, asDate, count, day, percent, saidDay } from "../format";
import { t } from "../i18n";
import type { Rows } from "../types";
import { Empty, ErrorBox, Num, PageTitle, Skeleton } from "../ui/bits";
import { useSave } from "../ui/form";
import { Icon } from "../ui/icons";
import { useLoad } from "../ui/load";
import { words } from "./words";

interface Picture { kind: "bars" | "line"; labels: string[]; values: number[] }
interface ReportRow {
  part: string; sentence: string; value?: number | null; low?: number | null; high?: number | null; before?: number | null; unit?: string; currency?: string;
  picture?: Picture | null;
}

function said(v: number, unit: string | undefined, currency?: string): string {
  if (unit === "money") return about(v, currency);
  if (unit === "percent") return percent(v);
  return unit === "days" ? words().days(count(v)) : words().count(count(v));
}
/** On a bar there is room for a number only. */
const short = (v: number, unit: string | undefined, currency?: string) => (unit === "money" ? aboutBare(v, currency) : unit === "percent" ? percent(v) : count(v));

/** The day on which a week ends, as there is room for it under a bar. */
const brief = (label: string) => { const d = saidDay(label); return d ? `${d.getDate()}.${d.getMonth() + 1}` : label; };

/** The week's days as the server counts them: a week that ends on `day`. */
function span(end: string): { from: string; to: string } {
  const d = asDate(end) ?? new Date();
  return { from: day(new Date(d.getTime() - 6 * 86_400_000)), to: day(d) };
}

const iso = (d: Date) => d.toLocaleDateString("sv-SE");

export function Week() {
  const w = words();
  const today = iso(new Date(Date.now() - 86_400_000)); // A week that is told ends yesterday.
  const [end, setEnd] = useState("");
  const { data, error, reload } = useLoad<Rows<ReportRow>>(`/v1/report/week${end ? `?day=${end}` : ""}`);
  const csv = useSave(async () => {
    await download(`/v1/report/week${end ? `?day=${end}` : ""}`, undefined, "text/csv", `${w.title}.csv`);
  });
  const move = (days: number) => {
    const d = asDate(end || today) ?? new Date();
    const next = iso(new Date(d.getTime() + days * 86_400_000));
    setEnd(next >= today ? "" : next);
  };
  const { from, to } = span(end || today);
  const rows = data?.rows ?? [];
  const pictures = rows.filter((r) => r.picture?.values?.length);
  return (
    <main id="main" class="narrow week">
      <PageTitle title={w.title} help={w.help}>
        <button type="button" class="btn small no-print" onClick={() => print()}><Icon name="print" size={17} />{w.print}</button>
        <button type="button" class="btn small no-print" disabled={csv.busy} onClick={csv.run}><Icon name="download" size={17} />{w.csv}</button>
      </PageTitle>
      <div class="week-nav">
        <button type="button" class="icon-btn no-print" aria-label={w.before} onClick={() => move(-7)}><Icon name="back" mirror /></button>
        <p class="week-span" aria-live="polite">{me.value?.shop && <strong class="print-only">{me.value.shop}</strong>} {data || error ? data?.notes?.[0] ?? w.of(from, to) : "\u00a0"}</p>
        <button type="button" class="icon-btn no-print turned" aria-label={w.after} disabled={!end} onClick={() => move(7)}><Icon name="back" mirror /></button>
      </div>
      <ErrorBox error={csv.error} />
      <ErrorBox error={error} retry={reload} />
      {!data && error === null && <Skeleton rows={5} kind="line" />}
      {data && rows.length === 0 && <Empty icon="week" title={w.none} hint={w.noneHint} />}
      {rows.length > 0 && (
        <section class="part" aria-labelledby="week-words">
          <h2 id="week-words" class="hidden">{w.title}</h2>
          <ul class="week-sentences">
            {rows.filter((r) => r.sentence).map((r, i) => (
              <li key={i}>
                <p>{r.sentence}</p>
                {typeof r.before === "number" && <p class="faint"><Num>{w.was(said(r.before, r.unit, r.currency))}</Num></p>}
              </li>
            ))}
          </ul>
        </section>
      )}
      {pictures.length > 0 && (
        <section class="part" aria-labelledby="week-pictures">
          <header class="part-head"><h2 id="week-pictures">{w.pictures}</h2>{pictures.some((r) => typeof r.low === "number") && <span class="faint">{w.usual}</span>}</header>
          <div class="week-pictures">
            {pictures.map((r, i) => {
              const p = r.picture as Picture;
              const list = p.values.map((v, k) => `${p.labels[k] ?? ""} ${said(v, r.unit, r.currency)}`).join(", ");
              return (
                <figure key={i}>
                  <figcaption>{w.parts[r.part] ?? r.sentence}</figcaption>
                  {!p.labels.every(saidDay) ? <Named labels={p.labels} values={p.values} say={(v) => said(v, r.unit, r.currency)} /> : <Bars kind={p.kind} labels={p.labels.map(brief)} values={p.values} say={(v) => short(v, r.unit, r.currency)} label={w.chart(w.parts[r.part] ?? r.sentence, list)} band={typeof r.low === "number" && typeof r.high === "number" ? [r.low, r.high] : undefined} />}
                </figure>
              );
            })}
          </div>
        </section>
      )}
      <p class="faint print-only">{t().name}</p>
    </main>
  );
}
