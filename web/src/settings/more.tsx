// SPDX-License-Identifier: Apache-2.0
// Settings: of this browser and this person, the ways to the parts of the business's own, and the screens that have no place
// under the thumb.
import { useState } from "preact/hooks";
import { me, opens } from "../api";
import { lang, setLang, t, tongues, type Lang } from "../i18n";
import { leave } from "../leave";
import { waiting } from "../offline/outbox";
import { words as offline } from "../offline/words";
import { helpOpen } from "../shell";
import { choice, setTheme, type Choice } from "../theme";
import { Part, User } from "../ui/bits";
import { Icon } from "../ui/icons";
import { keysOn, setKeys } from "../ui/keys";
import { mayOpen } from "./page";
import { words } from "./words";

function Choose<T extends string>({ name, label, value, options, set }: {
  name: string; label: string; value: T; options: [T, string][]; set: (v: T) => void;
}) {
  return (
    <fieldset class="choose">
      <legend>{label}</legend>
      <div class="segments">
        {options.map(([v, text]) => (
          <label key={v} class={v === value ? "segment on" : "segment"}>
            <input type="radio" name={name} value={v} checked={v === value} onChange={() => set(v)} />{text}
          </label>
        ))}
      </div>
    </fieldset>
  );
}

function Doors({ list }: { list: { href: string; icon: string; title: string; hint?: string }[] }) {
  return (
    <ul class="doors">
      {list.filter((d) => opens(d.href.slice(2))).map((d) => (
        <li key={d.href}>
          <a href={d.href}><span class="need-icon"><Icon name={d.icon} size={18} /></span><span><strong>{d.title}</strong>{d.hint && <span class="faint">{d.hint}</span>}</span><Icon name="back" size={17} mirror /></a>
        </li>
      ))}
    </ul>
  );
}

const icons: Record<string, string> = { shop: "worth", me: "acquaint", users: "customers", offers: "due", fields: "fact", hidden: "eye", keys: "key", audit: "shield", backup: "save", demo: "visit" };

/** Leaving while something waits on this device is asked about once: it stays, but only the same name sends it. */
function Leave() {
  const [asking, setAsking] = useState(false);
  const held = waiting.value.length;
  const words = t().more;
  return (
    <>
      <button type="button" class="btn" onClick={() => (held > 0 && !asking ? setAsking(true) : void leave())}><Icon name="exit" size={18} mirror />{words.signOut}</button>
      {asking && <p role="alert">{offline().waits(held)}. {offline().hint}</p>}
    </>
  );
}

export function More() {
  const w = words();
  const own = t().more;
  const who = me.value;
  const screens = [
    { href: "#/poster", icon: "consent", title: t().nav.poster },
    { href: "#/worth", icon: "worth", title: t().nav.worth },
    { href: "#/imports", icon: "imports", title: t().nav.imports },
    { href: "#/review", icon: "similar", title: t().review.title },
  ];
  const parts = ["shop", "users", "offers", "fields", "hidden", "keys", "audit", "backup", "demo"].filter((p) => mayOpen(p));
  return (
    <main id="main" class="narrow">
      <h1 tabIndex={-1}>{own.title}</h1>
      {who && (
        <Part id="m-who" title={own.account}>
          <p><strong><User>{who.name}</User></strong> <span class="faint">{own.roles[who.role] ?? who.role}{who.shop && <> · <User>{who.shop}</User></>}</span></p>
          <Doors list={[{ href: "#/settings/me", icon: "key", title: w.parts.me ?? "", hint: w.hints.me }]} />
          <Leave />
        </Part>
      )}
      <Part id="m-screens" title={w.screens}><Doors list={screens} /></Part>
      {parts.length > 0 && (
        <Part id="m-business" title={w.business}>
          <Doors list={parts.map((p) => ({ href: `#/settings/${p}`, icon: icons[p] ?? "more", title: w.parts[p] ?? w.business, hint: w.hints[p] }))} />
        </Part>
      )}
      <Part id="m-look" title={own.look}>
        <Choose<Choice> name="theme" label={own.theme} value={choice.value} set={setTheme}
                        options={[["auto", own.themes.auto ?? ""], ["light", own.themes.light ?? ""], ["dark", own.themes.dark ?? ""]]} />
        <Choose name="lang" label={t().language} value={lang.value} set={setLang} options={Object.entries(tongues) as [Lang, string][]} />
      </Part>
      <Part id="m-keys" title={own.keys}>
        <label class="check-line">
          <input type="checkbox" checked={keysOn.value} onChange={(e) => setKeys(e.currentTarget.checked)} />{own.keysOn}
        </label>
        <button type="button" class="btn" onClick={() => (helpOpen.value = true)}><Icon name="keyboard" size={18} />{own.keysHelp}</button>
      </Part>
      <Part id="m-access" title={own.access}>
        <p class="prose">{own.accessText}</p>
        <a class="link" href="#/access">{own.accessPage}</a>
      </Part>
    </main>
  );
}
