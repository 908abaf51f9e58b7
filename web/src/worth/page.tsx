// SPDX-License-Identifier: Apache-2.0
// What customers are worth: the picture that opens into people, the plan for the hours there are, and how the base is doing.
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { leads } from "../api";
import { about, count } from "../format";
import { t } from "../i18n";
import { customerHref } from "../route";
import { Learn } from "../today/learn";
import type { BaseRow, MapRow, PlanRow, Rows } from "../types";
import { Avatar, Badge, Empty, ErrorBox, Num, Part, Skeleton, User } from "../ui/bits";
import { useLoad } from "../ui/load";
import { BaseChart } from "./base";
import { Line, Picture, places } from "./picture";

function Person({ row, end }: { row: MapRow; end?: ComponentChildren }) {
  const side = row.side === "unhappy" || row.side === "strained" ? t().worth.sides[row.side] : "";
  return (
    <a class="found-row" href={customerHref(row.customer)}>
      <Avatar name={row.name} size="s" />
      <span class="found-main">
        <span class="found-name"><User>{row.name}</User></span>
        <span class="found-sub">
          {typeof row.expected === "number" && <span>{t().worth.expected} <Num>{about(row.expected, row.currency)}</Num></span>}
          {typeof row.gap === "number" && row.gap > 0 && <span>{t().worth.gap} <Num>{about(row.gap, row.currency)}</Num></span>}
          {side && <Badge tone="warn">{side}</Badge>}
        </span>
      </span>
      {end && <span class="found-end">{end}</span>}
    </a>
  );
}

/** The four places as buttons with their numbers, and the people of the chosen one. */
function Places({ rows, possible }: { rows: MapRow[]; possible: boolean }) {
  const [place, setPlace] = useState(possible ? "both" : "care");
  const counts = rows.find((r) => r.counts)?.counts ?? {};
  const { data, error, reload } = useLoad<Rows<MapRow>>(`/v1/value/map?place=${place}&limit=8`);
  const words = t().worth;
  return (
    <>
      <div class="places" role="group" aria-label={words.picture}>
        {places.filter((p) => counts[p] || (possible && p !== "unknown")).map((p) => (
          <button key={p} type="button" class={`place ${p}${p === place ? " on" : ""}`} aria-pressed={p === place} onClick={() => setPlace(p)}>
            <span>{words.places[p]}</span><strong><Num>{count(counts[p] ?? 0)}</Num></strong>
          </button>
        ))}
      </div>
      {possible && <p class="whyline">{words.placeHint[place]}</p>}
      <ErrorBox error={error} retry={reload} />
      {!data && !error && <Skeleton rows={Math.min(8, counts[place] ?? 3)} kind="line" />}
      {data && <ul class="plain-list">{data.rows.map((r) => <li key={r.customer}><Person row={r} /></li>)}</ul>}
    </>
  );
}

function Plan() {
  const words = t().worth;
  const [hours, setHours] = useState(3);
  const { data, error, reload } = useLoad<Rows<PlanRow>>(`/v1/value/plan?hours=${hours}&limit=8`);
  return (
    <Part id="w-plan" title={words.plan}>
      <label class="hours" for="w-hours">
        <span>{words.hours}</span><output for="w-hours"><Num>{words.hour(count(hours, 1))}</Num></output>
        <input id="w-hours" type="range" min={1} max={20} step={1} value={hours} onChange={(e) => setHours(Number(e.currentTarget.value))} />
      </label>
      <ErrorBox error={error} retry={reload} />
      {!data && !error && <Skeleton rows={4} kind="line" />}
      {data?.notes?.[0] && <p class="whyline">{data.notes[0]}</p>}
      {data && data.rows.length === 0 && <p class="faint">{words.planNone}</p>}
      {data && (
        <ol class="plain-list">
          {data.rows.map((r) => (
            <li key={r.customer} class="plan-row">
              <Person row={r} end={<><Badge tone={r.what === "right" ? "warn" : "good"}>{words.what[r.what] ?? r.what}</Badge>{r.by && <span>{t().channels[r.by] ?? r.by}</span>}<span><Num>{words.minutes(count(r.minutes))}</Num></span></>} />
              {r.why && <p class="whyline plan-why">{r.why}</p>}
            </li>
          ))}
        </ol>
      )}
      {data && (data.notes?.length ?? 0) > 1 && (
        <details class="plan-more"><summary>{words.more}</summary>{data.notes?.slice(1).map((n) => <p key={n} class="whyline">{n}</p>)}</details>
      )}
    </Part>
  );
}

export function Worth() {
  const words = t().worth;
  const map = useLoad<Rows<MapRow>>("/v1/value/map?limit=320");
  const may = leads();        // What the whole base is worth, and where to invest, is for who leads; a seller sees where each one stands.
  const base = useLoad<Rows<BaseRow>>(may ? "/v1/value/base" : null);
  const none = map.data && map.data.rows.length === 0;
  const possible = !map.data || map.data.rows.some((r) => typeof r.gap === "number");
  return (
    <main id="main" class="worth">
      <h1 tabIndex={-1}>{words.title}</h1>
      <p class="sub">{words.hint}</p>
      {none && <Empty icon="worth" title={words.none} hint={words.noneHint}><Learn done={() => { map.reload(); base.reload(); }} /></Empty>}
      <div class="worth-grid">
        {!none && (
          <Part id="w-picture" title={words.picture}>
            <p class="whyline">{possible ? words.pictureHint : words.lineHint}</p>
            {map.data?.notes?.slice(1).map((n) => <p key={n} class="whyline">{n}</p>)}
            <ErrorBox error={map.error} retry={map.reload} />
            {!map.data && !map.error && <Skeleton rows={8} />}
            {map.data && map.data.rows.length > 0 && <>{possible ? <Picture rows={map.data.rows} /> : <Line rows={map.data.rows} />}<Places rows={map.data.rows} possible={possible} /></>}
          </Part>
        )}
        {!none && may && <Plan />}
      </div>
      {may && <h2 class="worth-base">{words.base}</h2>}
      <ErrorBox error={base.error} retry={base.reload} />
      {may && !base.data && !base.error && <Skeleton rows={3} />}
      <div class="base-grid">
        {base.data?.rows.map((r) => (
          <Part key={r.part} id={`w-${r.part}`} title={words.parts[r.part] ?? r.part}>
            <p class="base-sentence">{r.sentence}</p>
            <BaseChart row={r} />
          </Part>
        ))}
      </div>
    </main>
  );
}
