// SPDX-License-Identifier: Apache-2.0
// Two customers who may be one: side by side, what speaks for it and against it, and three answers, by hand or by keyboard.
import { useEffect, useState } from "preact/hooks";
import { leads, mayWrite, post, remove } from "../api";
import { count, fullDay, money, percent } from "../format";
import { t } from "../i18n";
import { customerHref, go, twoHref } from "../route";
import type { Job, ReviewCard, ReviewRow, Rows } from "../types";
import { Badge, Empty, ErrorBox, Num, Skeleton, User } from "../ui/bits";
import { useSave } from "../ui/form";
import { Icon } from "../ui/icons";
import { keys } from "../ui/keys";
import { useLoad } from "../ui/load";
import { say } from "../ui/snackbar";
import { Working } from "../ui/working";
import { Evidence } from "./evidence";

export type Answer = "same" | "different" | "later";
type Answered = Pick<ReviewRow, "customer" | "other">;
const lists = ["names", "phones", "mails", "birthdays", "addresses", "ids", "members"] as const;

/** What both say stands out as the same; what they say otherwise, as different. */
function Values({ mine, others, ltr }: { mine: string[]; others: string[]; ltr: boolean }) {
  const words = t().review;
  if (mine.length === 0) return <span class="faint">{words.unknown}</span>;
  return (
    <>
      {mine.map((v) => {
        const same = others.includes(v);
        return (
          <span key={v} class={same ? "side-value same" : "side-value"}>
            {ltr ? <Num>{v}</Num> : <User>{v}</User>}{same && <span class="hidden"> ({words.both})</span>}
          </span>
        );
      })}
    </>
  );
}

function bought(c: ReviewCard): string {
  return c.orders ? t().review.bought(count(c.orders), money(c.spent ?? 0, c.currency), fullDay(c.last)) : t().review.boughtNone;
}

/** Beside each name, which of the two cards stays. */
function Stays({ of, stays, set }: { of: string; stays: string; set: (id: string) => void }) {
  return <label class="check-line"><input type="radio" name="stays" checked={stays === of} onChange={() => set(of)} /> {t().review.stays}</label>;
}

function Sides({ row, stays, set }: { row: ReviewRow; stays: string; set: (id: string) => void }) {
  const words = t().review;
  // The names they are shown under stand above already.
  // What is hidden from this role comes as nothing.
  const of = (c: ReviewCard, name: string) => (k: (typeof lists)[number]) => (c[k] ?? []).filter((v) => k !== "names" || v !== name);
  const a = of(row.card, row.name), b = of(row.other_card, row.other_name);
  const shown = lists.filter((k) => a(k).length + b(k).length > 0);
  return (
    <table class="sides">
      <caption class="hidden">{words.caption}</caption>
      <thead>
        <tr>
          <td />
          <th scope="col"><a href={customerHref(row.customer)}><User>{row.name}</User></a>{mayWrite() && <Stays of={row.customer} stays={stays} set={set} />}</th>
          <th scope="col"><a href={customerHref(row.other)}><User>{row.other_name}</User></a>{mayWrite() && <Stays of={row.other} stays={stays} set={set} />}</th>
        </tr>
      </thead>
      <tbody>
        {shown.map((k) => (
          <tr key={k}>
            <th scope="row">{words.fields[k]}</th>
            <td><Values mine={a(k)} others={b(k)} ltr={k !== "names" && k !== "addresses"} /></td>
            <td><Values mine={b(k)} others={a(k)} ltr={k !== "names" && k !== "addresses"} /></td>
          </tr>
        ))}
        {typeof (row.card.spent ?? row.other_card.spent) === "number" && <tr>
          <th scope="row">{words.fields.bought}</th>
          <td>{bought(row.card)}</td>
          <td>{bought(row.other_card)}</td>
        </tr>}
      </tbody>
    </table>
  );
}

const path = (a: string, b: string) => `/v1/reviews/${encodeURIComponent(a)}/${encodeURIComponent(b)}`;

/** Others for whom the same speaks, field by field: one answer may be for all of them. */
function Alike({ row, on, set }: { row: ReviewRow; on: boolean; set: (on: boolean) => void }) {
  const words = t().review;
  const [open, setOpen] = useState(false);
  const { data } = useLoad<Rows<ReviewRow>>(open ? `/v1/reviews?limit=100&pattern=${row.pattern}` : null);
  return (
    <details class="evidence" onToggle={(e) => setOpen(e.currentTarget.open)}>
      <summary>{words.alike(count(row.alike ?? 0))}</summary>
      <ul class="plain-list">
        {data?.rows.filter((r) => r.other !== row.other).map((r) => <li key={r.other}><a href={twoHref(r.customer, r.other)}><User>{r.name}</User> · <User>{r.other_name}</User></a></li>)}
      </ul>
      {mayWrite() && <label class="check-line"><input type="checkbox" checked={on} onChange={(e) => set(e.currentTarget.checked)} /> {words.alikeToo}</label>}
    </details>
  );
}

type Give = (a: Answer, stays: string, goes: string, alike: boolean) => void;

function Pair({ row, answer, busy }: { row: ReviewRow; answer: Give; busy: boolean }) {
  const words = t().review;
  const [stays, setStays] = useState(row.customer);
  const goes = stays === row.customer ? row.other : row.customer;
  const turned = useLoad<ReviewRow>(stays === row.customer ? null : path(stays, goes)).data;
  const [alike, setAlike] = useState(false);
  const give = (a: Answer) => () => answer(a, stays, goes, alike);
  useEffect(() => keys({ s: give("same"), d: give("different"), ...(row.probability ? { l: give("later") } : {}) }), [stays, alike, busy]);
  return (
    <article class="review" aria-label={words.pair(row.name, row.other_name)}>
      <header class="review-head">
        <strong class="review-ask">{words.ask}</strong>
        {row.probability && <Badge tone="plain">{words.chance(percent(row.probability))}</Badge>}
      </header>
      {row.why && <p class="review-why">{row.why}.</p>}
      <Sides row={row} stays={stays} set={setStays} />
      {row.parts.length > 0 && <Evidence row={row} />}
      {!!row.alike && <Alike row={row} on={alike} set={setAlike} />}
      {mayWrite() && (
        <>
          <div class="review-acts">
            <button type="button" class="btn primary" disabled={busy} onClick={give("same")}>{words.same}<kbd aria-hidden="true">S</kbd></button>
            <button type="button" class="btn" disabled={busy} onClick={give("different")}>{words.different}<kbd aria-hidden="true">D</kbd></button>
            {row.probability && <button type="button" class="btn ghost" disabled={busy} onClick={give("later")}>{words.later}<kbd aria-hidden="true">L</kbd></button>}
          </div>
          <p class="faint review-then">{words.same}: {(turned ?? row).if_same}</p>
          <p class="faint review-then">{words.different}: {row.if_different}</p>
        </>
      )}
    </article>
  );
}

/** Looking through all records takes a while: how far it is, and the way to end it. */
function Look({ changed }: { changed: () => void }) {
  const words = t().review;
  const [job, setJob] = useState<Job | null>(null);
  const look = useSave(async () => {
    try {
      const r = await post<{ merged: number; review: number }>("/v1/resolve", {}, { working: setJob });
      say({ text: words.looked(count(r.merged), count(r.review)) });
      changed();
    } finally {
      setJob(null);
    }
  });
  return (
    <div class="review-look">
      {job ? <Working job={job} label={words.looking} /> : (
        <button type="button" class="btn" disabled={look.busy} onClick={look.run}><Icon name="search" size={18} />{words.look}</button>
      )}
      <ErrorBox error={look.error} />
    </div>
  );
}

/** Gives an answer, and the way to take it back: then they wait again. */
function useAnswer(given: (row: ReviewRow, alike: boolean) => void, again: () => void) {
  const [fault, setFault] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const undo = async (pairs: Answered[]) => {
    try {
      for (const p of pairs.reverse()) await remove(path(p.customer, p.other));
      say({ text: t().review.open });
    } catch (e) {
      setFault(e);
    }
    again();
  };
  const answer = async (row: ReviewRow, a: Answer, stays: string, goes: string, alike: boolean) => {
    if (busy) return;
    setBusy(true);
    setFault(null);
    try {
      const { answered } = await post<{ answered: Answered[] }>(path(stays, goes), { answer: a, alike });
      given(row, alike);
      say({ text: t().review.done[a], action: { label: t().today.undo, run: () => void undo(answered) } });
    } catch (e) {
      setFault(e);
    }
    setBusy(false);
  };
  return { fault, busy, answer: (row: ReviewRow): Give => (...of) => void answer(row, ...of) };
}

/** Any two, whom somebody put side by side. */
function Two({ a, b }: { a: string; b: string }) {
  const { data, error, reload } = useLoad<ReviewRow>(path(a, b));
  const given = useAnswer(() => go(customerHref(a)), () => go(twoHref(a, b)));
  return (
    <main id="main" class="narrow wide-review">
      <h1 tabIndex={-1}>{t().review.title}</h1>
      <ErrorBox error={error ?? given.fault} retry={reload} />
      {data ? <Pair row={data} answer={given.answer(data)} busy={given.busy} /> : !error && <Skeleton rows={1} />}
    </main>
  );
}

/** Those who wait for a decision, one pair after the other. */
function Waiting() {
  const words = t().review;
  const { data, error, reload } = useLoad<Rows<ReviewRow> & { about: { waiting: number } }>("/v1/reviews?limit=20");
  const [gone, setGone] = useState<string[]>([]);
  const key = (r: ReviewRow) => `${r.customer}/${r.other}`;
  const left = data?.rows.filter((r) => !gone.includes(key(r))) ?? [];
  const row = left[0];
  const given = useAnswer((r, alike) => (alike ? reload() : setGone((g) => [...g, key(r)])), () => { setGone([]); reload(); });

  useEffect(() => { if (data && data.rows.length > 0 && left.length === 0) reload(); }, [gone]);

  return (
    <main id="main" class="narrow wide-review">
      <h1 tabIndex={-1}>{words.title}</h1>
      <p class="sub">{words.hint}</p>
      {data && data.rows.length > 0 && <p class="faint">{words.left(count(data.about.waiting - data.rows.length + left.length))}</p>}
      <ErrorBox error={error} retry={reload} />
      <ErrorBox error={given.fault} retry={reload} />
      {!data && !error && <Skeleton rows={1} />}
      {row && <Pair key={key(row)} row={row} answer={given.answer(row)} busy={given.busy} />}
      {data && !row && data.rows.length === 0 && <Empty icon="check" title={words.emptyTitle} hint={words.emptyHint} />}
      {leads() && <Look changed={reload} />}
    </main>
  );
}

export function Review({ two }: { two: string }) {
  const [a, b] = two.split(".");
  return a && b ? <Two a={a} b={b} /> : <Waiting />;
}
