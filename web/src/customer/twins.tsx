// SPDX-License-Identifier: Apache-2.0
// Other cards of the same person: those that became a part of this one, each of which can be one of its own again, and the way to another.
import { useState } from "preact/hooks";
import { mayWrite, post } from "../api";
import { fullDay } from "../format";
import { t } from "../i18n";
import { go, twoHref } from "../route";
import type { Customer } from "../types";
import { ErrorBox, Num, Part, User } from "../ui/bits";
import { useSave } from "../ui/form";
import { Search } from "../ui/search";
import { say } from "../ui/snackbar";
import { words } from "./words";

function Twin({ m, changed }: { m: NonNullable<Customer["merges"]>[0]; changed: () => void }) {
  const save = useSave(async () => {
    await post(`/v1/merges/${encodeURIComponent(m.merge)}/split`, {});
    say({ text: t().review.undone });
    changed();
  });
  return (
    <li>
      <User>{m.gone_name}</User> <span class="faint"><Num>{fullDay(m.at)}</Num>{m.who && <> · <User>{m.who}</User></>}{m.why && <> · {m.why}</>}</span>{" "}
      {mayWrite() && <button type="button" class="btn small ghost" disabled={save.busy} onClick={save.run}>{t().review.different}</button>}
      <ErrorBox error={save.error} />
    </li>
  );
}

/** Who may be the same person: each leads to the two side by side. */
export function Doubles({ c }: { c: Customer }) {
  return c.doubles && (
    <p class="sub doubles">{words().double} {c.doubles.map((d, i) => <>{i > 0 && " · "}<a class="link" href={twoHref(c.customer, d.customer)}><User>{d.name}</User></a></>)}</p>
  );
}

export function Twins({ c, changed }: { c: Customer; changed: () => void }) {
  const [asking, setAsking] = useState(false);
  const w = words();
  if (!c.merges && !mayWrite()) return null;
  return (
    <Part id="twins" title={w.twins} n={c.merges?.length ?? 0} quiet action={mayWrite() && (
      <button type="button" class="btn small" aria-expanded={asking} onClick={() => setAsking(!asking)}>{w.twin}</button>
    )}>
      {asking && <Search id="twin" autoFocus chosen={(r) => go(twoHref(c.customer, r.customer))} />}
      {c.merges ? <ul class="plain-list">{c.merges.map((m) => <Twin key={m.merge} m={m} changed={changed} />)}</ul> : <p class="faint">{w.twinsNone}</p>}
    </Part>
  );
}
