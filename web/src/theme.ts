// SPDX-License-Identifier: Apache-2.0
// Light or dark: follows the system until the user chooses. The style sheet knows only data-theme, which is always resolved here.
import { computed, effect, signal } from "@preact/signals";

export type Choice = "auto" | "light" | "dark";

function kept(): Choice {
  try {
    const v = localStorage.getItem("makir.theme");
    return v === "light" || v === "dark" ? v : "auto";
  } catch {
    return "auto";
  }
}

const system = matchMedia("(prefers-color-scheme: dark)");
const systemDark = signal(system.matches);
system.addEventListener("change", (e) => (systemDark.value = e.matches));

export const choice = signal<Choice>(kept());
export const theme = computed(() => (choice.value === "auto" ? (systemDark.value ? "dark" : "light") : choice.value));

export function setTheme(c: Choice): void {
  choice.value = c;
  try {
    if (c === "auto") localStorage.removeItem("makir.theme");
    else localStorage.setItem("makir.theme", c);
  } catch {
    // Not kept; it still holds until the window closes.
  }
}

effect(() => {
  document.documentElement.dataset.theme = theme.value;
});
