// SPDX-License-Identifier: Apache-2.0
// Today: whom to turn to, with what, why, one button. The first card is chosen when the page opens; j and k move.
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { mayWrite, me } from "../api";
import { count, saidDay, weekday } from "../format";
import { t } from "../i18n";
import { customerHref, go } from "../route";
import type { Known, Rows, TodayRow } from "../types";
import { Empty, ErrorBox, Num, Said, Skeleton, User } from "../ui/bits";
import { Icon } from "../ui/icons";
import { whenIdle } from "../ui/idle";
import { keys } from "../ui/keys";
import { useLoad } from "../ui/load";
import { dismiss } from "../ui/snackbar";
import { useWide } from "../ui/wide";
import { Working } from "../ui/working";
import { Card, markWrong } from "./card";
import { details } from "./details";
import { choose, chosenAction, focusCard } from "./focus";
import { Learn } from "./learn";
import { mark, marked, settled, undo } from "./marks";
import { WhyBody } from "./why";

function Panel({ row }: { row: TodayRow | undefined }) {
  const words = t().today;
  const person = row ? details(row.customer).value : null;
  return (
    <aside class="panel" aria-labelledby="panel-title">
      {row ? (
        <>
          <h2 id="panel-title">{words.panel(row.name)}</h2>
          <WhyBody row={row} customer={person} />
          <a class="btn wide-btn" href={customerHref(row.customer)}>{words.openCustomer}</a>
        </>
      ) : <h2 id="panel-title" class="faint">{words.pick}</h2>}
    </aside>
  );
}

/** Advice for the command line names its commands; here the empty list has its own. */
const forDesk = (note: string) => !/\bmakir /.test(note);

/** How far it is to the first answers when too little is known, each measure with its end; the file that shortens it, and what waits meanwhile. */
/** There is enough to learn from: what is missing is only to learn. */
const ready = (known: Known | undefined) => !!known?.buyers && Object.values(known.missing).every((n) => !n);

function Little({ known }: { known: Known | undefined }) {
  const words = t().today;
  return (
    <>
      {known && !ready(known) && <ul class="known">
        {(["buyers", "again", "repeats"] as const).filter((k) => known.missing[k] > 0).map((k) => {
          const whole = known[k] + known.missing[k];
          return (
            <li key={k}>
              <label for={`known-${k}`}>{words.little[k]}</label> <Num>{t().working.of(count(known[k]), count(whole))}</Num>
              <progress class="bar" id={`known-${k}`} max={whole} value={known[k]} />
            </li>
          );
        })}
      </ul>}
      <a class={ready(known) ? "btn" : "btn primary"} href="#/imports"><Icon name="imports" size={18} />{words.emptyFile}</a>
      {!!known?.new && <a class="btn" href="#/customers"><Icon name="customers" size={18} />{words.greet(known.new)}</a>}
      {!!known?.pairs && mayWrite() && <a class="btn" href="#/review"><Icon name="check" size={18} />{words.decide(known.pairs)}</a>}
    </>
  );
}

/** A note that speaks of another day's list names it as the command line does; here it is a button. */
const dayAsked = / ?\(\u200e?--on ([\d-]+)\)/;

function Headline({ notes, on, look }: { notes: string[] | undefined; on: string; look: (day: string) => void }) {
  const words = t();
  const greeting = words.greeting(new Date().getHours());
  const first = me.value?.name ?? "";
  // The server's headline ends with the day it speaks of; a store can be looked at on a day of its past. The day goes above.
  const parts = /^(.+) \(([^()]+)\)$/s.exec(notes?.[0] ?? "");
  const day = parts?.[2] ? saidDay(parts[2]) : null;
  const said = day && parts?.[1] ? parts[1] : (notes?.[0] ?? "");
  const headline = forDesk(said) ? said : "";
  const today = day ?? new Date();
  // A short headline goes on in the title's own line; a long one is a paragraph of its own.
  const short = headline.length <= 44;
  return (
    <div class="headline">
      <p class="date">{weekday(today)}</p>
      <h1 tabIndex={-1}>
        {greeting}, <User>{first}</User>. {short && <Said>{headline}</Said>}
      </h1>
      {!short && <p class="lead">{headline}</p>}
      {notes ? notes.slice(1).filter(forDesk).map((n) => {
        const [said, that] = dayAsked.exec(n) ?? [];
        return (
          <p key={n} class="sub">
            {said ? n.replace(said, "") : n} {that && <button type="button" class="link" onClick={() => look(that)}>{words.today.thatDay}</button>}
          </p>
        );
      }) : <p class="sub coming" aria-hidden="true" />}
      {on && <p class="sub"><button type="button" class="link" onClick={() => look("")}>{words.today.nowAgain}</button></p>}
    </div>
  );
}

export function Today() {
  const words = t().today;
  const wide = useWide(1120);
  const [on, look] = useState("");
  const { data, error, busy, job, reload } = useLoad<Rows<TodayRow> & { about?: Known }>(on ? `/v1/today?on=${on}` : "/v1/today");
  const chosen = chosenAction.value;
  const gone = marked.value;
  const rows = useMemo(() => (data?.rows ?? []).filter((r) => !gone.has(r.action)), [data, gone]);
  // What a window shows at once is painted first and can be used; the rest of the list comes when the thread is free.
  const [whole, setWhole] = useState(chosen !== null);
  useEffect(() => { if (data) whenIdle(() => setWhole(true), 300); }, [data]);
  const current = rows.find((r) => r.action === chosen) ?? rows[0];

  // When the chosen card leaves the list, the next one in its place is chosen and takes the focus.
  const place = useRef(0);
  const at = rows.findIndex((r) => r.action === chosen);
  useEffect(() => {
    if (at >= 0) place.current = at;
    else if (chosen && data) {
      const next = rows[Math.min(place.current, rows.length - 1)];
      choose(next ? next.action : null);
      if (next && gone.has(chosen)) focusCard(next.action);
    }
  }, [at, chosen, rows.length]);

  useEffect(() => { if (chosen && data) focusCard(chosen); }, []);

  // A mark the server took may change what waits; ask again quietly.
  const turn = settled.value;
  useEffect(() => { if (turn > 0) reload(); }, [turn]);

  const state = useRef({ rows, current });
  state.current = { rows, current };
  useEffect(() => {
    const move = (by: number) => {
      const { rows: all, current: now } = state.current;
      if (all.length === 0) return;
      const focused = document.activeElement?.closest(".card");
      const i = now ? all.indexOf(now) : -1;
      const next = all[focused ? Math.min(all.length - 1, Math.max(0, i + by)) : Math.max(0, i)];
      if (!next) return;
      choose(next.action);
      document.getElementById(`card-${next.action}`)?.focus(); // At once: the next key may follow within the same frame.
    };
    const on = (run: (r: TodayRow) => void, writes = true) => () => {
      const r = state.current.current;
      if (!r || (writes && !mayWrite())) return;
      choose(r.action);
      run(r);
    };
    return keys({
      j: () => move(1),
      k: () => move(-1),
      Enter: on((r) => go(customerHref(r.customer)), false),
      o: on((r) => go(customerHref(r.customer)), false),
      d: on((r) => mark(r, "done")),
      l: on((r) => mark(r, "later")),
      w: on((r) => markWrong(r)),
      z: () => undo(),
      Escape: () => dismiss(),
    });
  }, []);

  if (!data && error) return <main id="main" class="today"><ErrorBox error={error} retry={reload} /></main>;
  return (
    <main id="main" class="today" aria-busy={busy}>
      <Headline notes={data?.notes} on={on} look={look} />
      <div key={data ? "list" : "coming"} class={wide && (!data || rows.length > 0) ? "today-grid" : undefined}>
        <div class="today-list">
          {!data && (job ? <Working job={job} label={t().working.today} /> : <Skeleton rows={4} />)}
          {data && error !== null && <ErrorBox error={error} retry={reload} />}
          {data && rows.length === 0 && (
            gone.size > 0 ? <Empty icon="check" title={words.allDone} hint={words.allDoneHint} />
              : (
                <Empty title={data.about ? words.littleTitle : words.emptyTitle} hint={data.about ? undefined : words.emptyHint}>
                  {ready(data.about) && <Learn first done={reload} />}
                  <Little known={data.about} />
                  <a class="btn" href="#/counter"><Icon name="counter" size={18} />{words.emptyCounter}</a>
                  {mayWrite() && <a class="btn" href="#/poster"><Icon name="consent" size={18} />{words.emptyPoster}</a>}
                  {data.about?.buyers !== 0 && !ready(data.about) && <Learn done={reload} />}
                  {me.value?.role === "owner" && <a class="link" href="#/settings/demo">{words.emptyDemo}</a>}
                </Empty>
              )
          )}
          {rows.length > 0 && (
            <section aria-labelledby="today-list">
              <h2 class="hidden" id="today-list">{words.list}</h2>
              <ol class="cards">
                {(whole ? rows : rows.slice(0, wide ? 4 : 3)).map((r, i) => (
                  <li key={r.action}>
                    <Card row={r} order={i} wide={wide} selected={current?.action === r.action} onSelect={() => choose(r.action)} />
                  </li>
                ))}
              </ol>
            </section>
          )}
        </div>
        {wide && (!data || rows.length > 0) && (whole && data ? <Panel row={current} /> : <aside class="panel" aria-hidden="true"><Skeleton rows={5} kind="line" /></aside>)}
      </div>
    </main>
  );
}
