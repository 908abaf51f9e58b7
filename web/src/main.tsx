// SPDX-License-Identifier: Apache-2.0
// The desk begins here: who is signed in, then the screen that the address names.
import { render } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import "./styles/app.css";
import { expired, me, whoami } from "./api";
import { CustomerPage } from "./customer/page";
import { Customers } from "./customers";
import { lang, langChosen, setLang, t } from "./i18n";
import { OneImport } from "./imports/one";
import { Imports } from "./imports/page";
import { More } from "./more";
import { Review } from "./review/page";
import { route } from "./route";
import { Shell } from "./shell";
import { SignIn, SignInAgain } from "./signin";
import "./theme";
import { Worth } from "./worth/page";
import { takeUp } from "./today/marks";
import { Today } from "./today/today";
import { ErrorBox } from "./ui/bits";

function Screen() {
  const r = route.value;
  switch (r.page) {
    case "customer": return <CustomerPage key={r.id} id={r.id} />;
    case "customers": return <Customers />;
    case "review": return <Review />;
    case "worth": return <Worth />;
    case "imports": return <Imports />;
    case "import": return <OneImport key={r.id} id={r.id} />;
    case "more": return <More />;
    default: return <Today />;
  }
}

const titles = { today: "today", customers: "customers", customer: "customers", review: "customers", worth: "worth", imports: "imports", import: "imports", more: "more" } as const;

function Desk() {
  const [error, setError] = useState<unknown>(null);
  const ask = () => {
    setError(null);
    whoami().then((who) => {
      if (who && !langChosen() && (who.lang === "he" || who.lang === "en")) setLang(who.lang);
      me.value = who;
    }, setError);
  };
  useEffect(ask, []);
  const who = me.value;
  useEffect(() => { if (who) takeUp(); }, [who?.name]);

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
    scrollTo(0, 0);
    document.querySelector<HTMLElement>("#main h1")?.focus({ preventScroll: true });
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

const place = document.getElementById("desk");
if (place) render(<Desk />, place);
