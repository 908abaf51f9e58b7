// SPDX-License-Identifier: Apache-2.0
// Shortcuts of one key. Letters go by their place on the keyboard (KeyboardEvent.code), so they work while the layout is
// Hebrew; they are silent while someone types, and can be switched off (WCAG 2.1.4).
import { signal } from "@preact/signals";

type Handler = (e: KeyboardEvent) => void;
export type Keys = Partial<Record<"j" | "k" | "n" | "e" | "s" | "d" | "l" | "w" | "z" | "o" | "Enter" | "Escape" | "/" | "?", Handler>>;

function kept(): boolean {
  try {
    return localStorage.getItem("makir.keys") !== "off";
  } catch {
    return true;
  }
}
export const keysOn = signal(kept());
export function setKeys(on: boolean): void {
  keysOn.value = on;
  try {
    localStorage.setItem("makir.keys", on ? "on" : "off");
  } catch {
    // Not kept; it still holds until the window closes.
  }
}

const layers: Keys[] = [];
/** Adds a layer of shortcuts; the newest answers first. Returns how to take it away. */
export function keys(layer: Keys): () => void {
  layers.push(layer);
  return () => {
    const i = layers.indexOf(layer);
    if (i >= 0) layers.splice(i, 1);
  };
}

function nameOf(e: KeyboardEvent): keyof Keys | null {
  if (e.key === "Escape" || e.key === "Enter" || e.key === "/" || e.key === "?") return e.key;
  if (e.code === "Slash") return e.shiftKey ? "?" : "/";
  const m = /^Key([JKNESDLWZO])$/.exec(e.code);
  return m && !e.shiftKey ? (m[1]!.toLowerCase() as keyof Keys) : null;
}

function typing(el: EventTarget | null): boolean {
  return el instanceof HTMLElement && (el.isContentEditable || el.matches("input:not([type=radio], [type=checkbox]), textarea, select"));
}

addEventListener("keydown", (e) => {
  if (e.defaultPrevented || e.isComposing || document.querySelector("dialog[open]")) return;
  if ((e.ctrlKey || e.metaKey) && !e.altKey && e.code === "KeyK") {
    const find = [...layers].reverse().find((l) => l["/"]);
    if (find) {
      e.preventDefault();
      find["/"]?.(e);
    }
    return;
  }
  if (e.ctrlKey || e.metaKey || e.altKey) return;
  const name = nameOf(e);
  if (!name) return;
  if (typing(e.target)) return;
  if (name !== "Escape" && !keysOn.value) return;
  // Enter on a button or a link is theirs.
  if (name === "Enter" && e.target instanceof HTMLElement && /^(A|BUTTON|SUMMARY)$/.test(e.target.tagName)) return;
  for (let i = layers.length - 1; i >= 0; i--) {
    const run = layers[i]?.[name];
    if (run) {
      e.preventDefault();
      run(e);
      return;
    }
  }
});
