// SPDX-License-Identifier: Apache-2.0
// Two customers who may be one: side by side, what speaks for it and against it, and three answers, by hand or by keyboard.
import { useEffect, useState } from "preact/hooks";
import { leads, mayWrite, post } from "../api";
import { count, fullDay, money, percent } from "../format";
import { t } from "../i18n";
import { customerHref } from "../route";
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

function Sides({ row }: { row: ReviewRow }) {
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
          <th scope="col"><a href={customerHref(row.customer)}><User>{row.name}</User></a></th>
          <th scope="col"><a href={customerHref(row.other)}><User>{row.other_name}</User></a></th>
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
        {typeof row.card.spent === "number" && <tr>
          <th scope="row">{words.fields.bought}</th>
          <td>{bought(row.card)}</td>
          <td>{bought(row.other_card)}</td>
        </tr>}
      </tbody>
    </table>
  );
}

function Pair({ row, answer, busy }: { row: ReviewRow; answer: (a: Answer) => void; busy: boolean }) {
  const words = t().review;
  useEffect(() => keys({ s: () => answer("same"), d: () => answer("different"), l: () => answer("later") }), [row.customer, row.other, busy]);
  return (
    <article class="review" aria-label={words.pair(row.name, row.other_name)}>
      <header class="review-head">
        <strong class="review-ask">{words.ask}</strong>
        <Badge tone="plain">{words.chance(percent(row.probability))}</Badge>
      </header>
      {row.why && <p class="review-why">{row.why}.</p>}
      <Sides row={row} />
      <Evidence row={row} />
      {mayWrite() && (
        <>
          <div class="review-acts">
            <button type="button" class="btn primary" disabled={busy} onClick={() => answer("same")}>{words.same}<kbd aria-hidden="true">S</kbd></button>
            <button type="button" class="btn" disabled={busy} onClick={() => answer("different")}>{words.different}<kbd aria-hidden="true">D</kbd></button>
            <button type="button" class="btn ghost" disabled={busy} onClick={() => answer("later")}>{words.later}<kbd aria-hidden="true">L</kbd></button>
          </div>
          <p class="faint review-then">{words.same}: {row.if_same}</p>
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

export function Review() {
  const words = t().review;
  const { data, error, reload } = useLoad<Rows<ReviewRow> & { about: { waiting: number } }>("/v1/reviews?limit=20");
  const [gone, setGone] = useState<string[]>([]);
  const [fault, setFault] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const may = leads();
  const key = (r: ReviewRow) => `${r.customer}/${r.other}`;
  const left = data?.rows.filter((r) => !gone.includes(key(r))) ?? [];
  const row = left[0];

  useEffect(() => { if (data && data.rows.length > 0 && left.length === 0) reload(); }, [gone]);

  async function answer(a: Answer): Promise<void> {
    if (!row || busy) return;
    setBusy(true);
    setFault(null);
    try {
      const made = await post<{ merge?: string }>(`/v1/reviews/${encodeURIComponent(row.customer)}/${encodeURIComponent(row.other)}`, { answer: a });
      setGone((g) => [...g, key(row)]);
      const merge = made.merge;
      say({
        text: words.done[a],
        ...(merge ? { action: { label: t().today.undo, run: () => void post(`/v1/merges/${encodeURIComponent(merge)}/split`, {}).then(() => say({ text: words.undone }), setFault) } } : {}),
      });
    } catch (e) {
      setFault(e);
    }
    setBusy(false);
  }

  return (
    <main id="main" class="narrow wide-review">
      <h1 tabIndex={-1}>{words.title}</h1>
      <p class="sub">{words.hint}</p>
      {data && data.rows.length > 0 && <p class="faint">{words.left(count(data.about.waiting - data.rows.length + left.length))}</p>}
      <ErrorBox error={error} retry={reload} />
      <ErrorBox error={fault} retry={reload} />
      {!data && !error && <Skeleton rows={1} />}
      {row && <Pair key={key(row)} row={row} answer={(a) => void answer(a)} busy={busy} />}
      {data && !row && data.rows.length === 0 && <Empty icon="check" title={words.emptyTitle} hint={words.emptyHint} />}
      {may && <Look changed={reload} />}
    </main>
  );
}
