// SPDX-License-Identifier: Apache-2.0
// One person of Today: who, what, why, how late; one main button for the best lawful way, and what else can be said about it.
import { useEffect, useState } from "preact/hooks";
import { mayWrite } from "../api";
import { year } from "../format";
import { t } from "../i18n";
import { customerHref } from "../route";
import type { TodayRow, Way } from "../types";
import { Avatar, Said, User } from "../ui/bits";
import { Icon } from "../ui/icons";
import { details, lawfulWays, wayHref } from "./details";
import { mark, reason } from "./marks";
import { WhyBody } from "./why";

function Reasons() {
  const [other, setOther] = useState(false);
  const [text, setText] = useState("");
  const words = t().today;
  return (
    <div class="snack-extra">
      <span class="snack-ask">{words.whyWrong}</span>
      {other ? (
        <form class="snack-form" onSubmit={(e) => { e.preventDefault(); reason(text.trim()); }}>
          <input class="field" aria-label={words.otherReason} dir={text ? "auto" : undefined} value={text} autoFocus
                 onInput={(e) => setText(e.currentTarget.value)} maxLength={200} />
          <button type="submit" class="snack-act">{words.send}</button>
        </form>
      ) : (
        <div class="chips">
          {words.reasons.map((r) => <button key={r} type="button" class="snack-chip" onClick={() => reason(r)}>{r}</button>)}
          <button type="button" class="snack-chip" onClick={() => setOther(true)}>{words.otherReason}…</button>
        </div>
      )}
    </div>
  );
}

export const markWrong = (row: Pick<TodayRow, "action" | "customer" | "name">) => mark(row, "wrong", { ask: <Reasons /> });

const outside = (href: string) => (href.startsWith("https:") ? { target: "_blank", rel: "noopener noreferrer" } : {});

function WayButton({ way, href, name, main, onOpen }: { way: Way; href: string | null; name: string; main: boolean; onOpen: () => void }) {
  const words = t().act[way.channel] ?? way.channel;
  // While the address has not come the button keeps its place and its look, and says that it is not ready.
  const cls = main ? "btn primary way-main" : "btn way-more";
  const label = main ? undefined : words;
  return href ? (
    <a class={cls} href={href} {...outside(href)} onClick={onOpen} aria-label={label && `${label}: ${name}`} title={label}>
      <Icon name={way.channel} size={18} />{main && <span>{words}</span>}
    </a>
  ) : (
    <a class={cls} role="link" aria-disabled="true" aria-label={label && `${label}: ${name}`} title={label}>
      <Icon name={way.channel} size={18} />{main && <span>{words}</span>}
    </a>
  );
}

/** No lawful way: nothing is sent, and what to say waits on the customer's own page for the day they come in. */
function VisitButton({ row }: { row: Pick<TodayRow, "customer" | "name"> }) {
  const words = t().today;
  return (
    <a class="btn primary way-main" href={customerHref(row.customer)} title={words.noWay} aria-label={`${words.visit}: ${row.name}`}>
      <Icon name="visit" size={18} /><span>{words.visit}</span>
    </a>
  );
}

export function Marks({ row, opened }: { row: Pick<TodayRow, "action" | "customer" | "name">; opened?: boolean }) {
  const words = t().today;
  return (
    <div class="acts-marks">
      <button type="button" class={opened ? "btn soft" : "btn"} onClick={() => mark(row, "done")}><Icon name="check" size={17} />{words.done}</button>
      <button type="button" class="btn ghost" onClick={() => mark(row, "later")}>{words.later}</button>
      <button type="button" class="btn ghost" onClick={() => markWrong(row)}>{words.wrong}</button>
    </div>
  );
}

/** The ways that are not allowed, quietly; those with the same reason in one breath. */
function Refused({ ways }: { ways: Way[] | undefined }) {
  const byWhy = new Map<string, string[]>();
  for (const w of ways ?? []) {
    if (w.allowed || w.channel === "visit") continue;
    const why = w.why ?? "";
    byWhy.set(why, [...(byWhy.get(why) ?? []), t().channels[w.channel] ?? w.channel]);
  }
  if (byWhy.size === 0) return null;
  return (
    <p class="refused">
      {[...byWhy].map(([why, names]) => <span key={why}>{t().today.whyNot(names.join(", "))} <Said>{why}</Said></span>)}
    </p>
  );
}

interface CardProps {
  row: TodayRow;
  selected: boolean;
  onSelect: () => void;
  wide: boolean;
  order: number;
}

export function Card({ row, selected, onSelect, wide, order }: CardProps) {
  const words = t().today;
  const [opened, setOpened] = useState("");
  const [open, setOpen] = useState(false);
  // The history is long; it is asked for when it is looked at, or when a lawful way came without its address.
  const lacking = (row.ways ?? []).some((w) => w.allowed && w.channel !== "visit" && !w.address);
  const person = open || lacking ? details(row.customer).value : null;
  useEffect(() => { if (wide) setOpen(false); }, [wide]);
  const lawful = lawfulWays(row);
  const best = lawful[0];
  const stage = row.stage ? (t().stages[row.stage] ?? row.stage) : "";
  const since = year(row.since ?? person?.since);
  const whyId = `why-${row.action}`;
  return (
    <article id={`card-${row.action}`} class={`card${selected ? " selected" : ""}${row.held ? " held" : ""}`} tabIndex={-1}
             aria-labelledby={`name-${row.action}`} aria-current={selected ? "true" : undefined} data-order={order}
             onFocusIn={onSelect} onClick={onSelect}>
      <Avatar name={row.name} need={row.need} />
      <div class="card-body">
        <header class="card-head">
          <h3 id={`name-${row.action}`}><a class="name" href={customerHref(row.customer)}><User>{row.name}</User></a></h3>
          <span class="meta">{stage}{since && <>{stage && " · "}<span>{words.since(since)}</span></>}</span>
          {row.late && <span class={late(row) ? "late over" : "late"}><Said>{row.late}</Said></span>}
        </header>
        <p class="what">{row.what}</p>
        {row.why && <p class="whyline">{row.why}</p>}
        <div class="acts">
          <div class="acts-ways">
            {best ? <WayButton way={best} main href={wayHref(best, person)} name={row.name} onOpen={() => setOpened(t().act[best.channel] ?? best.channel)} />
              : <VisitButton row={row} />}
            {lawful.slice(1, 3).map((w) => (
              <WayButton key={w.channel} way={w} main={false} href={wayHref(w, person)} name={row.name}
                         onOpen={() => setOpened(t().act[w.channel] ?? w.channel)} />
            ))}
          </div>
          {mayWrite() && <Marks row={row} opened={opened !== ""} />}
        </div>
        {opened && <p class="opened" role="status">{words.opened(opened)} <strong>{words.done}</strong></p>}
        <Refused ways={row.ways} />
        {!wide && (
          <>
            <button type="button" class="expand" aria-expanded={open} aria-controls={whyId} onClick={() => setOpen(!open)}>
              <Icon name="chevron" size={18} />{words.why}
            </button>
            <div id={whyId} hidden={!open}>{open && <WhyBody row={row} customer={person} />}</div>
          </>
        )}
      </div>
    </article>
  );
}

/** Is it late? By the server's own word: only then is the short text worth a colour. */
export const late = (row: Pick<TodayRow, "late">) => /^איחור|late$/.test(row.late ?? "");
