// SPDX-License-Identifier: Apache-2.0
// Entry while serving: a phone number, what is known, one tap more. Made for one thumb: the number on top, where the eye is,
// what can be done at the foot, where the hand is. Without a line it keeps what is written and goes on.
import { useEffect, useRef, useState } from "preact/hooks";
import { ask, customerPath, get, mayWrite, Problem } from "../api";
import { t } from "../i18n";
import { line } from "../offline/line";
import type { Customer, FoundRow, Rows } from "../types";
import { ErrorBox, Skeleton } from "../ui/bits";
import { Icon } from "../ui/icons";
import { keys } from "../ui/keys";
import { FoundLine, recent } from "../ui/search";
import { Deeds, type Whom } from "./deeds";
import { Known } from "./known";
import { phone, picked } from "./state";
import { words } from "./words";
import { Written } from "./written";

const digitsOf = (v: string) => v.replace(/\D/g, "").replace(/^972/, "0");
/** A whole number: then one match is the answer, and none is a new customer. */
const whole = (v: string) => /^0\d{8,9}$/.test(digitsOf(v));

export function Counter() {
  const w = words();
  const q = phone.value;
  const who = picked.value;
  const down = line.value === "down";
  const [rows, setRows] = useState<FoundRow[] | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [person, setPerson] = useState<Customer | null>(null);
  const input = useRef<HTMLInputElement>(null);

  const reset = () => {
    phone.value = "";
    picked.value = null;
    setRows(null);
    setPerson(null);
    setError(null);
    input.current?.focus();
  };
  useEffect(() => keys({ Escape: reset }), []);
  useEffect(() => { if (!picked.peek()) input.current?.focus(); }, []);

  useEffect(() => {
    if (who || digitsOf(q).length < 3) {
      setRows(null);
      return;
    }
    const abort = new AbortController();
    const timer = setTimeout(() => {
      ask<Rows<FoundRow>>("/v1/customers/find", { q: q.trim(), limit: 6 }, { signal: abort.signal }).then(
        (a) => {
          setRows(a.rows);
          setError(null);
          if (a.rows.length === 1 && whole(q)) picked.value = a.rows[0] ?? null;
        },
        (e: unknown) => { if (!abort.signal.aborted) { setRows(null); setError(e instanceof Problem && e.status === 0 ? null : e); } },
      );
    }, 90);
    return () => { clearTimeout(timer); abort.abort(); };
  }, [q, who, down]);

  const look = () => {
    if (!who) return;
    get<Customer>(customerPath(who.customer, "?events=20")).then((c) => { if (picked.peek()?.customer === c.customer) setPerson(c); }, () => undefined);
  };
  useEffect(() => { setPerson(null); look(); }, [who?.customer]);

  const fresh = !who && whole(q) && (down || rows?.length === 0);
  const whom: Whom | null = who ? { customer: who.customer, about: who.name, next: person?.next?.action }
    : fresh ? { phone: q.trim(), about: q.trim() } : null;
  return (
    <main id="main" class="narrow counter">
      <h1 tabIndex={-1}>{w.title}</h1>
      <form class="counter-ask" onSubmit={(e) => { e.preventDefault(); if (!who && rows?.[0]) picked.value = rows[0]; }}>
        <label class="field-label" for="counter-phone">{w.phone}</label>
        <div class="with-end">
          <input ref={input} id="counter-phone" class="field counter-phone" type="tel" inputmode="tel" dir="ltr" autocomplete="off" enterkeyhint="search" maxLength={24}
                 value={q} onInput={(e) => { phone.value = e.currentTarget.value; picked.value = null; }} />
          {q && <button type="button" class="icon-btn" aria-label={w.clear} onClick={reset}><Icon name="cross" /></button>}
        </div>
      </form>
      {!q && <p class="sub">{w.hint}</p>}
      <ErrorBox error={error} />
      {!who && rows && rows.length > 0 && (
        <section class="part counter-found" aria-labelledby="counter-which">
          <h2 id="counter-which">{w.which}</h2>
          <ul class="plain-list">
            {rows.map((r) => (
              <li key={r.customer}><button type="button" class="found-row" onClick={() => (picked.value = r)}><FoundLine row={r} q={q} /></button></li>
            ))}
          </ul>
        </section>
      )}
      {who && (person ? <Known c={person} /> : <section class="part"><h2>{who.name}</h2><Skeleton rows={2} kind="line" /></section>)}
      {fresh && (
        <section class="part" aria-labelledby="counter-new">
          <h2 id="counter-new">{down ? w.offline : w.unknown}</h2>
          <p class="faint">{down ? w.offlineHint : w.unknownHint}</p>
        </section>
      )}
      {whom && mayWrite() && <Deeds key={whom.customer ?? whom.phone} whom={whom} changed={look} next={reset} />}
      {whom && !mayWrite() && <p class="sub">{t().more.roles.reader}</p>}
      {!q && recent.value.length > 0 && (
        <section class="counter-written" aria-labelledby="counter-recent">
          <h2 id="counter-recent">{t().customers.recent}</h2>
          <ul class="plain-list">
            {recent.value.slice(0, 4).map((r) => (
              <li key={r.customer}><button type="button" class="found-row" onClick={() => { picked.value = r; }}><FoundLine row={r} q="" /></button></li>
            ))}
          </ul>
        </section>
      )}
      <Written />
    </main>
  );
}
