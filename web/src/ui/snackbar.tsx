// SPDX-License-Identifier: Apache-2.0
// One message at the foot of the screen, with what can still be done about it. The clock stands still while a pointer or the
// focus is on it, so that nobody loses an undo to slowness (WCAG 2.2.1). What it says is also said to screen readers.
import { signal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { t } from "../i18n";
import { Icon } from "./icons";

interface Snack {
  id: number;
  text: string;
  bad?: boolean;
  action?: { label: string; run: () => void };
  extra?: ComponentChildren;
  /** Milliseconds it stays; the end is told to `over`, whether by time or by the close button. */
  stay: number;
  over?: () => void;
}

export const snack = signal<Snack | null>(null);
let last = 0;

export function say(s: Omit<Snack, "id" | "stay"> & { stay?: number }): number {
  const before = snack.value;
  snack.value = { stay: 6000, ...s, id: ++last };
  before?.over?.();
  return last;
}

/** Takes the message away without its `over` (it was answered). */
export function hush(id?: number): void {
  if (id === undefined || snack.value?.id === id) snack.value = null;
}

/** Closes the message as its time would. */
export function dismiss(): void {
  const s = snack.value;
  snack.value = null;
  s?.over?.();
}

export function Snackbar() {
  const s = snack.value;
  const held = useRef(0);
  useEffect(() => {
    if (!s) return;
    held.current = 0;
    let left = s.stay;
    const timer = setInterval(() => {
      if (held.current > 0) return;
      left -= 250;
      if (left <= 0) dismiss();
    }, 250);
    return () => clearInterval(timer);
  }, [s?.id]);

  const hold = (v: number) => () => { held.current = Math.max(0, held.current + v); };
  return (
    <section class="snack-place" aria-label={t().today.messages}>
      <div class="hidden" role="status" aria-live="polite">{s && !s.bad ? s.text : ""}</div>
      <div class="hidden" role="alert">{s?.bad ? s.text : ""}</div>
      {s && (
        <div key={s.id} class={s.bad ? "snack bad" : "snack"} role="group" aria-label={s.text}
             onPointerEnter={hold(1)} onPointerLeave={hold(-1)} onFocusIn={hold(1)} onFocusOut={hold(-1)}>
          <div class="snack-line">
            <span class="snack-text">{s.text}</span>
            {s.action && <button type="button" class="snack-act" onClick={s.action.run}>{s.action.label}</button>}
            <button type="button" class="snack-x" aria-label={t().today.close} onClick={dismiss}><Icon name="cross" size={16} /></button>
          </div>
          {s.extra}
        </div>
      )}
    </section>
  );
}
