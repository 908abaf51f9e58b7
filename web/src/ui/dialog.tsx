// SPDX-License-Identifier: Apache-2.0
// A dialogue over the page: the browser's own <dialog>, which keeps the focus inside, closes by Esc and gives the focus back.
import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { t } from "../i18n";
import { Icon } from "./icons";

export function Dialog({ title, close, fixed, children }: {
  title: string; close: () => void; fixed?: boolean; children: ComponentChildren;
}) {
  const ref = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const d = ref.current;
    if (!d) return;
    const before = document.activeElement;
    d.showModal();
    // Whoever goes to another screen, or back, leaves it.
    if (!fixed) addEventListener("hashchange", close);
    return () => {
      removeEventListener("hashchange", close);
      d.close();
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);
  return (
    <dialog ref={ref} class="dialog" aria-label={title}
            onCancel={(e) => { e.preventDefault(); if (!fixed) close(); }}
            onClick={(e) => { if (!fixed && e.target === ref.current) close(); }}>
      <div class="dialog-in">
        <header class="dialog-head">
          <h2>{title}</h2>
          {!fixed && <button type="button" class="icon-btn" aria-label={t().today.close} onClick={close}><Icon name="cross" /></button>}
        </header>
        {children}
      </div>
    </dialog>
  );
}
