// SPDX-License-Identifier: Apache-2.0
// The search that is everywhere: a combobox (ARIA 1.2) over POST /v1/customers/find, so that
// what was searched for stands in no address. It asks 120 ms after the last key, drops the
// answer of an older question, moves by arrows, opens by Enter. It never asks less than the server can use.
import { signal } from "@preact/signals";
import { useEffect, useRef, useState } from "preact/hooks";
import { ask } from "../api";
import { day, money } from "../format";
import { lang, t } from "../i18n";
import { customerHref, go } from "../route";
import type { FoundRow, Rows } from "../types";
import { Avatar, ErrorBox, Ltr, Num, User } from "./bits";
import { Icon } from "./icons";
import { keys } from "./keys";

interface Recent { customer: string; name: string; stage?: string }
/** Opened in this window; kept in memory only, because a shop's tablet has many hands. */
export const recent = signal<Recent[]>([]);
export function remember(r: Recent): void {
  recent.value = [r, ...recent.peek().filter((o) => o.customer !== r.customer)].slice(0, 8);
}

/** The part of `text` that the question matches, for marking; digits match across dashes and blanks. */
function Marked({ text, q }: { text: string; q: string }) {
  const needle = q.trim();
  if (!needle) return <>{text}</>;
  const numeric = /^[\d\s+().-]+$/.test(needle);
  const pattern = numeric
    ? needle.replace(/\D/g, "").replace(/^0/, "").split("").join("[\\s().-]*")
    : needle.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  if (!pattern) return <>{text}</>;
  const m = new RegExp(pattern, "iu").exec(text);
  if (!m || m[0] === "") return <>{text}</>;
  const end = m.index + m[0].length;
  return <>{text.slice(0, m.index)}<mark>{text.slice(m.index, end)}</mark>{text.slice(end)}</>;
}

export function FoundLine({ row, q }: { row: FoundRow; q: string }) {
  const words = t().search;
  return (
    <>
      <Avatar name={row.name} size="s" />
      <span class="found-main">
        <span class="found-name"><User><Marked text={row.name} q={q} /></User></span>
        <span class="found-sub">
          {row.stage && <span>{t().stages[row.stage] ?? row.stage}</span>}
          {row.phone && <Ltr><Marked text={row.phone} q={q} /></Ltr>}
          {row.mail && <span class={row.matched === "mail" ? undefined : "roomy"}><Ltr><Marked text={row.mail} q={q} /></Ltr></span>}
          {row.city && <span class="roomy"><User>{row.city}</User></span>}
        </span>
      </span>
      <span class="found-end">
        {typeof row.spent === "number" && row.spent > 0 && <Num>{money(row.spent, row.currency)}</Num>}
        <span class={row.matched === "name" ? "faint roomy" : "faint"}>
          {row.matched && row.matched !== "name" ? (words.by[row.matched] ?? row.matched) : row.last_at ? words.lastAt(day(row.last_at)) : ""}
        </span>
      </span>
    </>
  );
}

const open = (row: FoundRow) => go(customerHref(row.customer));

export function Search({ id = "search", autoFocus = false, chosen = open }: { id?: string; autoFocus?: boolean; chosen?: (row: FoundRow) => void }) {
  const words = t().search;
  const [q, setQ] = useState("");
  const [rows, setRows] = useState<FoundRow[] | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [shows, setShows] = useState(false);
  const [at, setAt] = useState(0);
  const [answered, setAnswered] = useState("");
  const input = useRef<HTMLInputElement>(null);
  const box = useRef<HTMLDivElement>(null);
  const language = lang.value;

  useEffect(() => keys({ "/": () => { input.current?.focus(); input.current?.select(); } }), []);
  useEffect(() => { if (autoFocus) input.current?.focus(); }, []);

  useEffect(() => {
    const question = q.trim();
    if (!question) {
      setRows(null);
      setError(null);
      setAnswered("");
      return;
    }
    const abort = new AbortController();
    const timer = setTimeout(() => {
      ask<Rows<FoundRow>>("/v1/customers/find", { q: question, limit: 12 }, { signal: abort.signal }).then(
        (a) => { setRows(a.rows); setError(null); setAt(0); setAnswered(question); },
        (e: unknown) => { if (!abort.signal.aborted) { setError(e); setRows(null); } },
      );
    }, 120);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [q, language]);

  useEffect(() => {
    const away = (e: PointerEvent) => { if (!box.current?.contains(e.target as Node)) setShows(false); };
    addEventListener("pointerdown", away);
    return () => removeEventListener("pointerdown", away);
  }, []);

  const pick = (row: FoundRow | undefined) => {
    if (!row) return;
    setShows(false);
    setQ("");
    input.current?.blur();
    chosen(row);
  };
  const onKey = (e: KeyboardEvent) => {
    const n = rows?.length ?? 0;
    if (e.key === "ArrowDown" && n) { e.preventDefault(); setShows(true); setAt((i) => (i + 1) % n); }
    else if (e.key === "ArrowUp" && n) { e.preventDefault(); setAt((i) => (i + n - 1) % n); }
    else if (e.key === "Enter" && rows) { e.preventDefault(); pick(rows[at]); }
    else if (e.key === "Escape") {
      e.preventDefault();
      if (q) setQ("");
      else input.current?.blur();
      setShows(false);
    }
  };
  const shown = shows && q.trim() !== "";
  useEffect(() => { if (shown) document.getElementById(`${id}-${at}`)?.scrollIntoView({ block: "nearest" }); }, [at, shown]);
  return (
    <div class="search" ref={box} role="search">
      <span class="search-icon"><Icon name="search" size={19} /></span>
      <input ref={input} id={id} class="search-field" type="text" inputmode="search" dir={q ? "auto" : undefined} role="combobox" autocomplete="off" autocapitalize="off"
             spellcheck={false} enterkeyhint="search" aria-label={words.label} placeholder={words.placeholder}
             aria-expanded={shown && !!rows?.length} aria-controls={`${id}-list`} aria-autocomplete="list"
             aria-activedescendant={shown && rows?.length ? `${id}-${at}` : undefined}
             value={q} onInput={(e) => { setQ(e.currentTarget.value); setShows(true); }} onFocus={() => setShows(true)} onKeyDown={onKey} />
      {q ? (
        <button type="button" class="icon-btn search-x" aria-label={words.clear} onClick={() => { setQ(""); input.current?.focus(); }}>
          <Icon name="cross" size={16} />
        </button>
      ) : <kbd class="search-kbd" aria-hidden="true">/</kbd>}
      <div class="hidden" role="status">{shown && rows && answered ? (rows.length ? words.results(rows.length) : words.none) : ""}</div>
      <div class="found" hidden={!shown || (!rows && !error)}>
        <ErrorBox error={error} />
        {rows && rows.length === 0 && <p class="found-none"><strong>{words.none}</strong><span class="faint">{words.noneHint}</span></p>}
        <ul id={`${id}-list`} role="listbox" aria-label={words.label}>
          {rows?.map((r, i) => (
            <li key={r.customer} id={`${id}-${i}`} role="option" aria-selected={i === at} class="found-row"
                onPointerMove={() => setAt(i)} onClick={() => pick(r)}>
              <FoundLine row={r} q={answered} />
            </li>
          ))}
        </ul>
      </div>
    </div>
  );
}
