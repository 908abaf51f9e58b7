// SPDX-License-Identifier: Apache-2.0
// The head of the customer page: name (and its correction), stage, since when, spent, purchases, the quick ways to turn.
import { useEffect, useState } from "preact/hooks";
import { basedOn, customerPath, mayWrite, patch } from "../api";
import { count, day, longDay, money } from "../format";
import { t } from "../i18n";
import { lawfulWays, wayHref } from "../today/details";
import type { Customer } from "../types";
import { Avatar, Num, User } from "../ui/bits";
import { Choice, FormBox, TextField, useSave } from "../ui/form";
import { Icon } from "../ui/icons";
import { keys } from "../ui/keys";
import { say } from "../ui/snackbar";
import { kept } from "./undo";

function Rename({ c, close, changed }: { c: Customer; close: () => void; changed: () => void }) {
  const words = t().forms;
  const [name, setName] = useState(c.name);
  const [given, setGiven] = useState(c.given ?? "");
  const [family, setFamily] = useState(c.family ?? "");
  const [gender, setGender] = useState(c.gender ?? "");
  const save = useSave(async () => {
    const wanted: [string, string, string][] = [
      ["name", c.name, name.trim()], ["given", c.given ?? "", given.trim()], ["family", c.family ?? "", family.trim()],
      ["gender", c.gender ?? "", gender],
    ];
    const differ = wanted.filter(([, was, now]) => was !== now);
    for (const [field, , value] of differ) await patch(customerPath(c.customer), { field, value, ...basedOn(c.version) });
    if (differ.length) kept(c.customer, changed);
    else say({ text: words.nothingChanged });
    close();
    if (differ.length) changed();
  });
  return (
    <FormBox title={t().customer.rename} save={save} close={close} ready={name.trim() !== ""} fresh={changed}>
      <TextField id="n-name" label={words.fullName} value={name} set={setName} required autoFocus />
      <TextField id="n-given" label={words.given} value={given} set={setGiven} />
      <TextField id="n-family" label={words.family} value={family} set={setFamily} />
      <Choice id="n-gender" label={words.gender} value={gender} set={setGender} options={t().genders} />
    </FormBox>
  );
}

export function Head({ c, changed }: { c: Customer; changed: () => void }) {
  const words = t().customer;
  const [renaming, setRenaming] = useState(false);
  useEffect(() => keys({ e: () => { if (mayWrite()) setRenaming(true); } }), []);
  const lastSale = c.timeline?.find((e) => e.kind === "sale");
  const stage = c.stage ? (t().stages[c.stage] ?? c.stage) : "";
  const ways = lawfulWays({ ways: c.ways, best_way: c.next?.best_way });
  return (
    <header class="c-head">
      <button type="button" class="back-link" onClick={() => (history.length > 1 ? history.back() : (location.hash = "#/"))}>
        <Icon name="back" size={18} mirror />{words.back}
      </button>
      <div class="c-who">
        <Avatar name={c.name} size="l" />
        <div class="c-name">
          <h1 tabIndex={-1}><User>{c.name}</User>
            {mayWrite() && <button type="button" class="icon-btn" aria-label={words.rename} title={words.rename} aria-expanded={renaming} onClick={() => setRenaming(!renaming)}>
              <Icon name="pencil" size={18} />
            </button>}
          </h1>
          <p class="c-meta">
            {stage && <span class={`stage-pill ${c.stage ?? ""}`}>{stage}</span>}
            {c.since && <span>{words.since(longDay(c.since))}</span>}
          </p>
        </div>
        <dl class="c-sums">
          {typeof c.spent === "number" && <div><dt>{words.spent}</dt><dd><Num>{money(c.spent, c.currency)}</Num></dd></div>}
          {typeof c.orders === "number" && <div><dt>{words.orders}</dt><dd><Num>{count(c.orders)}</Num></dd></div>}
          {lastSale && <div><dt>{words.last}</dt><dd><Num>{day(lastSale.at)}</Num></dd></div>}
        </dl>
        {c.left_out && <small class="faint">{c.left_out}</small>}
        {ways.length > 0 && (
          <div class="c-ways">
            {ways.map((w) => {
              const href = wayHref(w, c);
              const label = t().act[w.channel] ?? w.channel;
              return href && (
                <a key={w.channel} class="btn" href={href} {...(href.startsWith("https:") ? { target: "_blank", rel: "noopener noreferrer" } : {})}>
                  <Icon name={w.channel} size={18} />{label}
                </a>
              );
            })}
          </div>
        )}
      </div>
      {renaming && <Rename c={c} close={() => setRenaming(false)} changed={changed} />}
    </header>
  );
}
