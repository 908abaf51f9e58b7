// SPDX-License-Identifier: Apache-2.0
// What is held of a customer, to give him; and forgetting him. What goes and what stays the server says; his name is typed to confirm.
import { useState } from "preact/hooks";
import { customerPath, me, post } from "../api";
import { lang, t } from "../i18n";
import { go } from "../route";
import type { Customer } from "../types";
import { FormBox, TextField, useSave } from "../ui/form";
import { recent } from "../ui/search";
import { say } from "../ui/snackbar";
import { words } from "./words";

export function Forget({ c }: { c: Customer }) {
  const w = words();
  const [notes, setNotes] = useState<string[] | null>(null);
  const [confirm, setConfirm] = useState("");
  const path = customerPath(c.customer, "/forget");
  const look = useSave(async () => setNotes((await post<{ notes?: string[] }>(path, {})).notes ?? []));
  const save = useSave(async () => {
    await post(path, { confirm });
    recent.value = recent.value.filter((r) => r.customer !== c.customer);
    say({ text: w.forgotten });
    go("#/customers");
  });
  if (me.value?.role !== "owner") return null;
  return (
    <>
      <a class="btn small" href={customerPath(c.customer, "/held?lang=" + lang.value)} target="_blank" rel="noopener">{w.held}</a>{" "}
      <button type="button" class="btn small ghost" aria-expanded={!!notes} onClick={look.run}>{w.forget}</button>
      {notes && (
        <FormBox title={w.forget} save={save} close={() => setNotes(null)} ready={!!confirm} yes={w.forgetYes}>
          <ul class="form-field wide">{notes.map((n) => <li key={n}>{n}</li>)}</ul>
          <TextField id="forget-name" label={t().forms.fullName} value={confirm} set={setConfirm} required autoFocus hint={c.name} />
        </FormBox>
      )}
    </>
  );
}
