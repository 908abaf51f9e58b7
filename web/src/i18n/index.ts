// SPDX-License-Identifier: Apache-2.0
// The language of the desk: kept per user in this browser, told to the server with every question, and written on <html>.
// Hebrew is the original; English is typed against it, so a sentence that lacks a translation does not compile.
import { computed, effect, signal } from "@preact/signals";
import { en } from "./en";
import { he, type Strings } from "./he";

export type Lang = "he" | "en";

function first(): Lang {
  try {
    const kept = localStorage.getItem("makir.lang");
    if (kept === "he" || kept === "en") return kept;
  } catch {
    // Storage may be closed to us (private window); the browser's own language decides.
  }
  return navigator.languages.some((l) => l.startsWith("he") || l.startsWith("iw")) || !navigator.language.startsWith("en")
    ? "he"
    : "en";
}

export const lang = signal<Lang>(first());
export const strings = computed<Strings>(() => (lang.value === "he" ? he : en));
export const t = () => strings.value;
export const locale = () => (lang.value === "he" ? "he-IL" : "en-GB");
export const rtl = () => lang.value === "he";
/** What each calls itself. */
export const tongues: Record<Lang, string> = { he: "עברית", en: "English" };

/** Has this browser's user chosen a language, or did we only guess? */
export function langChosen(): boolean {
  try {
    return localStorage.getItem("makir.lang") !== null;
  } catch {
    return false;
  }
}

export function setLang(l: Lang): void {
  lang.value = l;
  try {
    localStorage.setItem("makir.lang", l);
  } catch {
    // Not kept; it still holds until the window closes.
  }
}

effect(() => {
  const root = document.documentElement;
  root.lang = lang.value;
  root.dir = lang.value === "he" ? "rtl" : "ltr";
  document.cookie = `makir_lang=${lang.value}; path=/; max-age=31536000; samesite=strict`; // What the server puts into the page is in it.
});
