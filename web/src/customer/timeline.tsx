// SPDX-License-Identifier: Apache-2.0
// Everything that happened, newest first, by month; sales open to their lines; filters by kind; a note can be added on top.
import { useState } from "preact/hooks";
import { customerPath, mayWrite, post } from "../api";
import { asDay, count, day, exactly, isSum, money, month } from "../format";
import { t } from "../i18n";
import { iso } from "../i18n/isolate";
import type { Customer, Event } from "../types";
import { Ltr, Num, Part, Source, User } from "../ui/bits";
import { words as counter } from "../counter/words";
import { FormBox, TextArea, TextField, useSave } from "../ui/form";
import { Icon } from "../ui/icons";
import { useLoad } from "../ui/load";
import { kept } from "./undo";
import { words as own } from "./words";

function AddNote({ c, close, changed }: { c: Customer; close: () => void; changed: () => void }) {
  const words = t().forms;
  const [text, setText] = useState("");
  const save = useSave(async () => {
    await post(customerPath(c.customer, "/notes"), { text: text.trim() });
    kept(c.customer, changed);
    close();
    changed();
  });
  return (
    <FormBox title={words.addNote} save={save} close={close} ready={text.trim() !== ""}>
      <TextArea id="note-text" label={t().customer.notes} value={text} set={setText} required autoFocus placeholder={words.notePlaceholder} />
    </FormBox>
  );
}

function AddSale({ c, close, changed }: { c: Customer; close: () => void; changed: () => void }) {
  const w = counter();
  const [total, setTotal] = useState("");
  const [item, setItem] = useState("");
  const save = useSave(async () => {
    await post(customerPath(c.customer, "/sales"), { total: total.trim().replace(",", "."), ...(item.trim() ? { item: item.trim() } : {}) });
    kept(c.customer, changed);
    close();
    changed();
  });
  return (
    <FormBox title={own().addSale} save={save} close={close} ready={isSum(total)}>
      <TextField id="s-total" label={w.total} value={total} set={setTotal} required autoFocus dir="ltr" inputMode="decimal" hint={total && !isSum(total) ? w.totalBad : undefined} />
      <TextField id="s-item" label={`${w.item} (${t().forms.optional})`} value={item} set={setItem} />
    </FormBox>
  );
}

function Lines({ e }: { e: Event }) {
  if (!e.lines?.length) return null;
  const exact = exactly(e.lines, e.currency);
  return (
    <details class="lines">
      <summary><Icon name="chevron" size={16} />{t().customer.lines(e.lines.length)}</summary>
      <table>
        <tbody>
          {e.lines.map((l, i) => (
            <tr key={i}>
              <td><User>{l.item_name}</User></td>
              <td class="faint">{typeof l.quantity === "number" && l.quantity !== 1 && <Num>×{count(l.quantity, 3)}</Num>}</td>
              <td class="sum">{typeof l.amount === "number" && <Num>{money(l.amount, e.currency, exact)}</Num>}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}

/** Documents are told by what was in them, their number stands below; notes and talks by what they are. */
function titleOf(e: Event): { title: string; doc: string } {
  const words = t();
  if (e.lines?.length) {
    const first = e.lines[0]?.item_name ?? "";
    return { title: e.lines.length > 1 ? words.customer.andMore(first, e.lines.length - 1) : iso(first), doc: e.title === first ? "" : e.title };
  }
  if (e.kind === "note") return { title: words.customer.notes, doc: "" };
  const known = words.touchpoints[e.title] ?? words.channels[e.title];
  return { title: known ?? (e.title ? iso(e.title) : (words.kinds[e.kind] ?? e.kind)), doc: "" };
}

function EventLine({ e, exact }: { e: Event; exact: boolean }) {
  const { title, doc } = titleOf(e);
  return (
    <li class={`event ${e.kind}`}>
      <span class="event-icon"><Icon name={e.kind} size={17} /></span>
      <div class="event-body">
        <p class="event-line">
          <strong>{title}</strong>
          {typeof e.amount === "number" && <span class={e.amount < 0 ? "sum minus" : "sum"}><Num>{money(e.amount, e.currency, exact)}</Num></span>}
        </p>
        {e.detail && <p class="event-detail" dir="auto">{e.detail}</p>}
        {e.outcome && <p class="event-detail" dir="auto">{e.outcome}</p>}
        <Lines e={e} />
        <p class="faint event-foot"><Num>{day(e.at)}</Num>{doc && <> · {t().customer.doc} <Ltr>{doc}</Ltr></>}{e.source && <> · <Source source={e.source} /></>}</p>
      </div>
    </li>
  );
}

/** All the words of an event, for looking for one. */
const textOf = (e: Event) => [titleOf(e).title, e.title, e.detail, e.outcome, e.source, day(e.at), ...(e.lines ?? []).map((l) => l.item_name)].join(" ").toLocaleLowerCase();

export function Timeline({ c, changed, first }: { c: Customer; changed: () => void; first: number }) {
  const words = t().customer;
  const [kind, setKind] = useState("");
  const [adding, setAdding] = useState<"" | "note" | "sale">("");
  const [q, setQ] = useState("");
  const [older, setOlder] = useState(false);
  const more = useLoad<Customer>(older ? customerPath(c.customer, "?events=5000") : null);
  const [upto, setUpto] = useState(first);
  const all = more.data?.timeline ?? c.timeline ?? [];
  const exact = exactly(all, all.find((e) => e.currency)?.currency);
  const kinds = [...new Set(all.map((e) => e.kind))];
  const needle = q.trim().toLocaleLowerCase();
  const shown = all.filter((e) => (!kind || e.kind === kind) && (!needle || textOf(e).includes(needle)));
  const months: { title: string; events: Event[] }[] = [];
  for (const e of shown.slice(0, upto)) {
    const d = asDay(e.at);
    const title = d ? month(d) : "";
    const group = months[months.length - 1];
    if (group && group.title === title) group.events.push(e);
    else months.push({ title, events: [e] });
  }
  return (
    <Part id="timeline" title={words.timeline} n={all.length} action={mayWrite() && !adding && (
      <span class="part-acts">
        <button type="button" class="btn small" onClick={() => setAdding("note")}><Icon name="plus" size={16} />{t().forms.addNote}</button>
        <button type="button" class="btn small" onClick={() => setAdding("sale")}><Icon name="plus" size={16} />{own().sale}</button>
      </span>
    )}>
      {adding === "note" && <AddNote c={c} close={() => setAdding("")} changed={changed} />}
      {adding === "sale" && <AddSale c={c} close={() => setAdding("")} changed={changed} />}
      {kinds.length > 1 && (
        <div class="chips" role="group" aria-label={words.timeline}>
          {["", ...kinds].map((k) => (
            <button key={k} type="button" class={k === kind ? "chip on" : "chip"} aria-pressed={k === kind} onClick={() => { setKind(k); setUpto(first); }}>
              {k ? (t().kinds[k] ?? k) : words.all}
              <span class="chip-n">{count(k ? all.filter((e) => e.kind === k).length : all.length)}</span>
            </button>
          ))}
        </div>
      )}
      {all.length > 12 && (
        <input class="field timeline-find" type="search" aria-label={own().find} placeholder={own().find} dir={q ? "auto" : undefined} value={q}
               onInput={(e) => { setQ(e.currentTarget.value); setUpto(first); }} />
      )}
      {all.length > 0 && shown.length === 0 && <p class="faint" role="status">{own().findNone}</p>}
      {all.length === 0 && <p class="faint">{words.timelineNone}</p>}
      {months.map((m) => (
        <section key={m.title} class="month">
          <h3>{m.title}</h3>
          <ol class="events">{m.events.map((e, i) => <EventLine key={`${e.at}${e.kind}${i}`} e={e} exact={exact} />)}</ol>
        </section>
      ))}
      {shown.length > upto && <button type="button" class="btn wide-btn" onClick={() => setUpto(upto + 40)}>{words.moreEvents}</button>}
      {shown.length <= upto && !older && (c.timeline?.length ?? 0) >= 200 && <button type="button" class="btn wide-btn" onClick={() => setOlder(true)}>{own().older}</button>}
    </Part>
  );
}
