// SPDX-License-Identifier: Apache-2.0
// The desk begins here: who is signed in, then the screen that the address names.
import { render } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import "./styles/app.css";
import { expired, here, lastHere, me, Problem, whoami } from "./api";
import { first as given } from "./first";
import { lang, langChosen, setLang, t } from "./i18n";
import { begin } from "./offline/outbox";
import { install } from "./offline/install";
import { line, whenBack } from "./offline/line";
import { go, left, route, stay, type Page } from "./route";
import { Shell } from "./shell";
import { SignIn, SignInAgain } from "./signin";
import "./theme";
import { takeUp } from "./today/marks";
import type { Me } from "./types";
import { Today } from "./today/today";
import { ErrorBox } from "./ui/bits";
import { whenIdle } from "./ui/idle";
import { lazy } from "./ui/lazy";
import { ahead, came } from "./ui/load";

const rest = () => import("./rest");
const Access = lazy(() => rest().then((m) => m.Access));
const Counter = lazy(() => rest().then((m) => m.Counter));
const CustomerPage = lazy(() => rest().then((m) => m.CustomerPage));
const Customers = lazy(() => rest().then((m) => m.Customers));
const Imports = lazy(() => rest().then((m) => m.Imports));
const More = lazy(() => rest().then((m) => m.More));
const OneImport = lazy(() => rest().then((m) => m.OneImport));
const Poster = lazy(() => rest().then((m) => m.Poster));
const Review = lazy(() => rest().then((m) => m.Review));
const Settings = lazy(() => rest().then((m) => m.Settings));
const Week = lazy(() => rest().then((m) => m.Week));
const Worth = lazy(() => rest().then((m) => m.Worth));

function Screen() {
  const r = route.value;
  switch (r.page) {
    case "customer": return <CustomerPage key={r.id} id={r.id} />;
    case "customers": return <Customers view={r.id} />;
    case "counter": return <Counter />;
    case "review": return <Review key={r.id} two={r.id} />;
    case "worth": return <Worth />;
    case "imports": return <Imports />;
    case "import": return <OneImport key={r.id} id={r.id} />;
    case "week": return <Week />;
    case "poster": return <Poster />;
    case "settings": return <Settings key={r.id} part={r.id} />;
    case "more": return <More />;
    case "access": return <Access />;
    default: return <Today />;
  }
}

const titles: Record<Page, keyof ReturnType<typeof t>["nav"]> = {
  today: "today", counter: "counter", customers: "customers", customer: "customers", review: "customers", worth: "worth", imports: "imports", import: "imports", week: "week",
  poster: "poster", settings: "more", more: "more", access: "access",
};

function Desk() {
  const [error, setError] = useState<unknown>(null);
  const ask = () => {
    setError(null);
    whoami().then(enter, (e: unknown) => {
      // Without a line the one who was here last goes on writing; the server will ask who it is when it is back.
      const before = e instanceof Problem && e.status === 0 ? lastHere() : null;
      if (!before) return setError(e);
      me.value = before;
      go("#/counter");
    });
  };
  useEffect(() => {
    if (!given) ask();
    whenBack(() => { if (me.peek()) whoami().then((now) => { if (now) me.value = now; else expired.value = true; }, () => undefined); });
    // After the first screen, which should share neither the line nor the thread with them.
    setTimeout(() => whenIdle(() => void rest(), 2000), 300);
    setTimeout(() => whenIdle(install, 5000), 1500);
  }, []);
  const who = me.value;
  useEffect(() => {
    if (!who) return;
    if (line.peek() === "up") takeUp();
    void begin();
  }, [who?.name]);

  // Going to another screen is told by its title, and the reading begins at its heading.
  const r = route.value;
  const first = useRef(true);
  useEffect(() => {
    const page = who ? t().nav[titles[r.page]] : t().signin.title;
    document.title = `${page} · ${t().name}`;
  }, [r, who, lang.value]);
  useEffect(() => {
    if (first.current) {
      first.current = false;
      return;
    }
    back();
    // A screen that put the focus somewhere itself knows better.
    if (!document.activeElement?.closest("#main")) document.querySelector<HTMLElement>("#main h1")?.focus({ preventScroll: true });
  }, [r]);

  if (error !== null) return <main id="main" class="narrow"><ErrorBox error={error} retry={ask} /></main>;
  if (who === undefined) return null;
  if (who === null) return <SignIn />;
  return (
    <>
      <Shell><Screen /></Shell>
      {expired.value && <SignInAgain />}
    </>
  );
}

/** To where this place in the history was left, as soon as the page is long enough for it again. */
function back(): void {
  const y = left<number>("y") ?? 0;
  scrollTo(0, y);
  if (!y) return;
  const grows = new ResizeObserver(() => { if (scrollY < y) scrollTo(0, y); });
  grows.observe(document.body);
  for (const own of ["wheel", "touchstart", "keydown"]) addEventListener(own, () => grows.disconnect(), { once: true });
  setTimeout(() => grows.disconnect(), 3000);
}
history.scrollRestoration = "manual";
addEventListener("scrollend", () => stay("y", scrollY));

/** Who is here adopts the account's language, unless another was chosen in this browser. */
function enter(who: Me | null): void {
  if (who && !langChosen() && (who.lang === "he" || who.lang === "en")) setLang(who.lang);
  me.value = who;
}

const today = route.peek().page === "today";
if (given) {
  here(given.me);
  enter(given.me);
  if (given.today && given.lang === lang.peek()) came("/v1/today", given.today, today);
  else if (today) ahead("/v1/today");
} else if (lastHere() && today) ahead("/v1/today"); // Together with who asks; without a session its answer is thrown away.

const place = document.getElementById("desk");
if (place) render(<Desk />, place);
