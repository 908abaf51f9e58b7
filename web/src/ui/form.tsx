// SPDX-License-Identifier: Apache-2.0
// Forms, all alike: labels over fields, Ctrl+Enter saves, Esc cancels, the server's sentence stands beside the button.
import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { Problem } from "../api";
import { t } from "../i18n";
import { ErrorBox } from "./bits";
import { Icon } from "./icons";

export interface Save { busy: boolean; error: unknown; run: () => void }

/** Runs `work` once at a time and keeps its failure for the form to show. */
export function useSave(work: () => Promise<void>): Save {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const alive = useRef(true);
  const runs = useRef(false); // The second click of two comes before the screen knows of the first.
  useEffect(() => () => { alive.current = false; }, []);
  const run = () => {
    if (runs.current) return;
    runs.current = true;
    setBusy(true);
    setError(null);
    work().finally(() => { runs.current = false; }).then(
      () => { if (alive.current) setBusy(false); },
      (e: unknown) => { if (alive.current) { setBusy(false); setError(e); } },
    );
  };
  return { busy, error, run };
}

/** Why it was not kept. `fresh` brings what somebody else wrote meanwhile to the screen. */
export const Refused = ({ save, fresh }: { save: Save; fresh?: () => void }) =>
  <ErrorBox error={save.error} retry={fresh && save.error instanceof Problem && save.error.status === 409 ? fresh : undefined} label={t().forms.showChanged} />;

/** Asks once more before something goes. `label`: what it is, where there are several on a page; then it stands in little. */
export function Ask({ text, yes, save, close, fresh, label }: { text: string; yes: string; save: Save; close: () => void; fresh?: () => void; label?: string }) {
  const small = label ? " small" : "";
  return (
    <div class="ask" role={label ? "group" : undefined} aria-label={label}>
      <p>{text}</p>
      <Refused save={save} fresh={fresh} />
      <div class="form-acts">
        <button type="button" class={`btn${small} ${label ? "primary" : "danger"}`} disabled={save.busy} onClick={save.run}>{yes}</button>
        <button type="button" class={`btn${small} ghost`} onClick={close}>{t().forms.cancel}</button>
      </div>
    </div>
  );
}

/** `yes`: what cannot be taken back, in place of saving. `fresh` brings the newer state behind the form when somebody else changed it meanwhile; what was typed stays. */
export function FormBox({ title, save, close, ready = true, fresh, yes, children }: {
  title: string; save: Save; close: () => void; ready?: boolean; fresh?: () => void; yes?: string; children: ComponentChildren;
}) {
  const words = t().forms;
  return (
    <form class="form-box" aria-label={title}
          onSubmit={(e) => { e.preventDefault(); save.run(); }}
          onKeyDown={(e) => {
            if (e.key === "Escape") { e.stopPropagation(); e.preventDefault(); close(); }
            if (e.key === "Enter" && (e.ctrlKey || e.metaKey)) { e.preventDefault(); e.currentTarget.requestSubmit(); }
          }}>
      <div class="form-grid">{children}</div>
      <Refused save={save} fresh={fresh} />
      <div class="form-acts">
        <button type="submit" class={`btn ${yes ? "danger" : "primary"}`} disabled={save.busy || !ready}>{save.busy ? words.saving : (yes ?? words.save)}</button>
        <button type="button" class="btn ghost" onClick={close}>{words.cancel}</button>
        {!yes && <span class="faint form-hint">{words.hintSave}</span>}
      </div>
    </form>
  );
}

interface FieldProps { id: string; label: string; value: string; set: (v: string) => void; wide?: boolean }

export function TextField({ id, label, value, set, required, autoFocus, type = "text", dir = "auto", hint, list, wide, inputMode }: FieldProps & {
  required?: boolean; autoFocus?: boolean; type?: "text" | "tel" | "email" | "date" | "password"; inputMode?: "decimal" | "numeric"; dir?: "auto" | "ltr"; hint?: string; list?: Record<string, string>;
}) {
  const ref = useRef<HTMLInputElement>(null);
  useEffect(() => { if (autoFocus) ref.current?.focus(); }, []);
  return (
    <div class={wide ? "form-field wide" : "form-field"}>
      <label class="field-label" for={id}>{label}{required && <span class="needed"> ({t().forms.required})</span>}</label>
      <input ref={ref} id={id} class="field" {...({ type } as { type: "text" })} dir={dir === "auto" && !value ? undefined : dir} value={value} required={required} autocomplete="off" inputmode={inputMode}
             aria-describedby={hint ? `${id}-hint` : undefined} list={list ? `${id}-list` : undefined}
             onInput={(e) => set(e.currentTarget.value)} />
      {hint && <span id={`${id}-hint`} class="faint">{hint}</span>}
      {list && <datalist id={`${id}-list`}>{Object.entries(list).map(([v, text]) => <option key={v} value={v}>{text}</option>)}</datalist>}
    </div>
  );
}

export function TextArea({ id, label, value, set, required, autoFocus, hint, placeholder }: FieldProps & {
  required?: boolean; autoFocus?: boolean; hint?: string; placeholder?: string;
}) {
  const ref = useRef<HTMLTextAreaElement>(null);
  useEffect(() => { if (autoFocus) ref.current?.focus(); }, []);
  return (
    <div class="form-field wide">
      <label class="field-label" for={id}>{label}{required && <span class="needed"> ({t().forms.required})</span>}</label>
      <textarea ref={ref} id={id} class="field" rows={3} dir={value ? "auto" : undefined} value={value} required={required} placeholder={placeholder}
                aria-describedby={hint ? `${id}-hint` : undefined} onInput={(e) => set(e.currentTarget.value)} />
      {hint && <span id={`${id}-hint`} class="faint">{hint}</span>}
    </div>
  );
}

export function Choice({ id, label, value, set, options }: FieldProps & { options: Record<string, string> }) {
  return (
    <div class="form-field">
      <label class="field-label" for={id}>{label}</label>
      <div class="select">
        <select id={id} class="field" value={value} onChange={(e) => set(e.currentTarget.value)}>
          {Object.entries(options).map(([v, text]) => <option key={v} value={v}>{text}</option>)}
        </select>
        <Icon name="chevron" size={18} />
      </div>
    </div>
  );
}

/** Several of a few. */
export function Checks({ label, value, set, options }: { label: string; value: string[]; set: (v: string[]) => void; options: Record<string, string> }) {
  return (
    <fieldset class="form-field wide checks">
      <legend class="field-label">{label}</legend>
      {Object.entries(options).map(([v, text]) => (
        <label key={v} class="check-line">
          <input type="checkbox" checked={value.includes(v)} onChange={(e) => set(e.currentTarget.checked ? [...value, v] : value.filter((x) => x !== v))} />{text}
        </label>
      ))}
    </fieldset>
  );
}
