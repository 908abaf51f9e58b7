// SPDX-License-Identifier: Apache-2.0
// The small parts that every screen is made of.
import { signal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { Problem } from "../api";
import { fullDay, initials } from "../format";
import { rtl, t } from "../i18n";
import { Icon } from "./icons";
import { useWide } from "./wide";

/** Text that came from people or files: its direction is its own, whatever the language of the page. */
export const User = ({ children }: { children: ComponentChildren }) => <bdi dir="auto">{children}</bdi>;
/** A file's name: its ending stays at the end of the line's direction, whatever letters it begins with. */
export const FileName = ({ name }: { name: string }) => <bdi dir={rtl() ? "auto" : "ltr"}>{name}</bdi>;
/** A few words of the server's, in the language of the page: its direction is the page's, even when a name begins them. */
export const Said = ({ children }: { children: ComponentChildren }) => <span class="said">{children}</span>;
/** Numbers, sums, phones, ids: always left to right inside, never disturbing what is around. */
export const Num = ({ children }: { children: ComponentChildren }) => <bdi class="num">{children}</bdi>;
export const Ltr = ({ children }: { children: ComponentChildren }) => <bdi dir="ltr" class="num">{children}</bdi>;

export function Avatar({ name, need, size = "m" }: { name: string; need?: string; size?: "s" | "m" | "l" }) {
  return (
    <span class={`avatar ${size}`} aria-hidden="true">
      <bdi>{initials(name)}</bdi>
      {need && <span class={`avatar-need ${need}`}><Icon name={need} size={13} /></span>}
    </span>
  );
}

/** Grey shapes in the place of what is coming, told once to screen readers. */
export function Skeleton({ rows = 3, kind = "card" }: { rows?: number; kind?: "card" | "line" }) {
  return (
    <div class="skeletons" role="status">
      <span class="hidden">{t().errors.loading}</span>
      {Array.from({ length: rows }, (_, i) => (
        <div key={i} class={`skeleton ${kind}`} aria-hidden="true">
          {kind === "card" && <span class="sk-dot" />}
          <span class="sk-a" /><span class="sk-b" />{kind === "card" && <span class="sk-c" />}
        </div>
      ))}
    </div>
  );
}

/** Nothing, when nothing went wrong. */
export function ErrorBox({ error, retry, label }: { error: unknown; retry?: () => void; label?: string }) {
  if (error === null) return null;
  const p = error instanceof Problem ? error : null;
  return (
    <div class="error-box" role="alert">
      <strong><User>{p ? p.detail || p.title : t().errors.title}</User></strong>
      {p?.hint && <p><User>{p.hint}</User></p>}
      {retry && <button type="button" class="btn" onClick={retry}>{label ?? t().errors.retry}</button>}
    </div>
  );
}

export function Empty({ title, hint, icon = "today", children }: {
  title: string; hint?: string; icon?: string; children?: ComponentChildren;
}) {
  return (
    <div class="empty">
      <span class="empty-icon"><Icon name={icon} size={30} /></span>
      <strong>{title}</strong>
      {hint && <p>{hint}</p>}
      {children}
    </div>
  );
}

/** Where a thing is known from, and since when, unless the source says the day itself. */
export function Source({ source, when }: { source?: string; when?: string }) {
  const since = fullDay(when);
  const say = since && !source?.includes(since);
  if (!source && !since) return null;
  return (
    <span class="source">
      {source && t().customer.from(t().sources[source] ?? source)}
      {say && <>{source && " · "}<Num>{since}</Num></>}
    </span>
  );
}

/** The name of a screen, with what can be done on it, and what it is for behind a small question mark. */
export function PageTitle({ title, help, children }: { title: string; help?: string; children?: ComponentChildren }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <div class="title-line">
        <h1 tabIndex={-1}>{title}</h1>
        {help && (
          <button type="button" class="icon-btn title-help" aria-expanded={open} aria-controls="page-help" aria-label={t().helpFor(title)} title={t().helpFor(title)} onClick={() => setOpen(!open)}>
            <Icon name="help" />
          </button>
        )}
        <span class="title-acts">{children}</span>
      </div>
      {help && <p id="page-help" class="page-help" hidden={!open}>{help}</p>}
    </>
  );
}

/** Those parts of a long page that are left open on this device. */
const openKey = "makir.open";
const opened = signal<string[]>((() => {
  try {
    return (localStorage.getItem(openKey) ?? "").split(",");
  } catch {
    return [];
  }
})());
function fold(id: string, open: boolean): void {
  opened.value = open ? [...opened.value, id] : opened.value.filter((o) => o !== id);
  try {
    localStorage.setItem(openKey, opened.value.join());
  } catch {
    // Not kept; it still holds until the window closes.
  }
}

/** A titled part of a page. n: how much is in it, of a part that a small window shows folded to its heading. */
export function Part({ id, title, action, children, quiet, n }: {
  id: string; title: string; action?: ComponentChildren; children: ComponentChildren; quiet?: boolean; n?: number;
}) {
  const wide = useWide(1041);
  if (!wide && n !== undefined) {
    const open = opened.value.includes(id);
    return (
      <section class={open ? "part" : "part folded"} id={id} aria-labelledby={`${id}-h`}>
        <header class="part-head folding">
          <h2>
            <button type="button" class="fold" id={`${id}-h`} aria-expanded={open} aria-controls={`${id}-in`} onClick={() => fold(id, !open)}>
              <span>{title}</span>{!!n && <> <Badge><Num>{n}</Num></Badge></>}<Icon name="chevron" size={20} />
            </button>
          </h2>
          {open && action}
        </header>
        <div id={`${id}-in`} class="part-in" hidden={!open}>{open && children}</div>
      </section>
    );
  }
  return (
    <section class={quiet ? "part quiet" : "part"} id={id} aria-labelledby={`${id}-h`}>
      <header class="part-head"><h2 id={`${id}-h`}>{title}</h2>{action}</header>
      {children}
    </section>
  );
}

export function Badge({ tone = "plain", children }: { tone?: "plain" | "good" | "warn" | "bad"; children: ComponentChildren }) {
  return <span class={`badge ${tone}`}>{children}</span>;
}
