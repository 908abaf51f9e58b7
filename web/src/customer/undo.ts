// SPDX-License-Identifier: Apache-2.0
// Taking back one change: from the history, or right after it was made. The server refuses when something newer stands on it,
// and says what.
import { customerPath, get, me, post, Problem } from "../api";
import { t } from "../i18n";
import type { HistoryRow, Rows } from "../types";
import { hush, say } from "../ui/snackbar";
import { words } from "./words";

export async function undoChange(customer: string, revision: string, changed: () => void): Promise<void> {
  try {
    await post(customerPath(customer, "/undo"), { revision });
    say({ text: words().undone });
    changed();
  } catch (e) {
    say({ text: e instanceof Problem ? e.detail || e.title : String(e), bad: true, stay: 12_000 });
  }
}

/** Says that something was kept, with the way to take it back: the newest change, when it is of this person and of this minute. */
export function kept(customer: string, changed: () => void, text = t().forms.saved): void {
  const take = async () => {
    hush();
    const { rows } = await get<Rows<HistoryRow>>(customerPath(customer, "/history?limit=1"));
    const last = rows[0];
    if (last?.revision && last.undoable && last.who === me.peek()?.name && Date.now() - Date.parse(last.at) < 120_000) await undoChange(customer, last.revision, changed);
    else say({ text: words().notLast, bad: true });
  };
  say({ text, action: { label: words().undo, run: () => void take() } });
}
