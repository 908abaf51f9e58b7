// SPDX-License-Identifier: Apache-2.0
// What is around every screen: the navigation (at the side, on a phone at the foot), the search, the message line, the help.
import { signal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect } from "preact/hooks";
import { me, opens } from "./api";
import { t } from "./i18n";
import { LineState } from "./offline/state";
import { go, route, type Page } from "./route";
import { setTheme, theme } from "./theme";
import { Dialog } from "./ui/dialog";
import { User } from "./ui/bits";
import { Icon, Mark } from "./ui/icons";
import { keys, keysOn } from "./ui/keys";
import { Search } from "./ui/search";
import { Snackbar } from "./ui/snackbar";
import { useWide } from "./ui/wide";
import { LangButton } from "./signin";

export const helpOpen = signal(false);

const sides = ["today", "counter", "customers", "worth", "week", "imports", "more"] as const;
/** Under the thumb: what is used while serving in the middle, what is looked at sitting behind "more". */
const feet = ["today", "customers", "counter", "week", "more"] as const;
const under: Partial<Record<Page, Page>> = { customer: "customers", review: "customers", poster: "more", settings: "more", access: "more" };

function Nav({ place }: { place: "side" | "foot" }) {
  const page = route.value.page;
  const foot = place === "foot";
  const now = under[page] ?? (foot && (page === "worth" || page === "imports") ? "more" : page);
  return (
    <nav class={`nav ${place}`} aria-label={t().nav.label}>
      <ul>
        {(foot ? feet : sides).filter(opens).map((p) => (
          <li key={p}>
            <a href={p === "today" ? "#/" : `#/${p}`} class={`nav-link to-${p}${now === p ? " on" : ""}`} aria-current={now === p ? "page" : undefined}>
              <Icon name={p} size={21} /><span>{foot && p === "more" ? t().nav.rest : t().nav[p]}</span>
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}

function ThemeButton() {
  const dark = theme.value === "dark";
  const label = dark ? t().more.toLight : t().more.toDark;
  return (
    <button type="button" class="icon-btn" aria-label={label} title={label} onClick={() => setTheme(dark ? "light" : "dark")}>
      <Icon name={dark ? "sun" : "moon"} />
    </button>
  );
}

function Help() {
  const words = t().keys;
  const rows: [string[], string][] = [
    [["/", "Ctrl+K"], words.search], [["n"], words.fresh], [["j", "k"], words.move], [["Enter"], words.open], [["e"], words.edit], [["d"], words.done],
    [["l"], words.later], [["w"], words.wrong], [["z"], words.undo], [["Ctrl+Enter"], words.save], [["?"], words.help], [["Esc"], words.esc],
  ];
  return (
    <Dialog title={words.title} close={() => (helpOpen.value = false)}>
      <dl class="keys">
        {rows.map(([k, what]) => (
          <div key={what}><dt>{k.map((one) => <kbd key={one} dir="ltr">{one}</kbd>)}</dt><dd>{what}</dd></div>
        ))}
      </dl>
      <p class="faint">{words.layout}</p>
    </Dialog>
  );
}

export function Shell({ children }: { children: ComponentChildren }) {
  useEffect(() => keys({ "?": () => (helpOpen.value = true), n: () => go("#/counter") }), []);
  const who = me.value;
  const wide = useWide(861);
  return (
    <>
      <a class="skip" href="#main" onClick={(e) => { e.preventDefault(); const m = document.getElementById("main"); m?.setAttribute("tabindex", "-1"); m?.focus(); }}>{t().skip}</a>
      <div class="shell">
        {wide && <aside class="side" aria-label={t().nav.side}>
          <a class="brand" href="#/" aria-label={`${t().name}: ${t().nav.today}`}><Mark /><span class="brand-name">{t().name}</span></a>
          <Nav place="side" />
          <div class="side-foot">
            {who && <p class="who"><strong><User>{who.name}</User></strong>{who.shop && <span class="faint"><User>{who.shop}</User></span>}</p>}
            <div class="side-tools">
              <ThemeButton />
              <LangButton />
              {keysOn.value && (
                <button type="button" class="icon-btn" aria-label={t().more.keysHelp} title={`${t().more.keysHelp} (?)`} onClick={() => (helpOpen.value = true)}>
                  <Icon name="keyboard" />
                </button>
              )}
            </div>
          </div>
        </aside>}
        <div class="stage">
          <header class="top">
            <a class="brand small" href="#/" aria-label={`${t().name}: ${t().nav.today}`}><Mark /></a>
            <Search />
          </header>
          {children}
        </div>
        {!wide && <Nav place="foot" />}
      </div>
      <Snackbar />
      <LineState />
      {helpOpen.value && <Help />}
    </>
  );
}
