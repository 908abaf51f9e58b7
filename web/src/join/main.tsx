// SPDX-License-Identifier: Apache-2.0
// The sign-up page: what the slip of paper was. A stranger writes himself in and says what he agrees to, in words that are kept
// as proof. On the tablet of the counter (#tablet) it begins anew after each one, and forgets what is left half written.
import { render } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { lang, setLang, t } from "../i18n";
import "../theme";
import { LangSwitch, Mark } from "../ui/icons";
import { call, Refused, type JoinForm } from "./ask";
import { solve } from "./sha256";
import { words } from "./words";

const path = location.pathname.replace(/\/+$/, "");
const tablet = location.hash === "#tablet";
const key = decodeURIComponent(path.split("/").pop() ?? "");
const wanted = new URLSearchParams(location.search).get("lang");
if (wanted === "he" || wanted === "en") lang.value = wanted;

const empty = { name: "", phone: "", mail: "", birthday: "", website: "" };
type Values = typeof empty;

function Field({ id, label, value, set, type, auto }: { id: keyof Values; label: string; value: string; set: (v: string) => void; type: "text" | "tel" | "email" | "date"; auto: string }) {
  const ltr = type !== "text";
  return (
    <div class="form-field wide">
      <label class="field-label" for={`join-${id}`}>{label}</label>
      <input id={`join-${id}`} class="field" {...({ type } as { type: "text" })} dir={ltr ? "ltr" : value ? "auto" : undefined} name={id} autocomplete={tablet ? "off" : auto} value={value} maxLength={120}
             onInput={(e) => set(e.currentTarget.value)} />
    </div>
  );
}

function Page() {
  const w = words();
  const [form, setForm] = useState<JoinForm | null>(null);
  const [error, setError] = useState<Refused | null>(null);
  const [values, setValues] = useState<Values>(empty);
  const [yes, setYes] = useState<string[]>([]);
  const [busy, setBusy] = useState(false);
  const [done, setDone] = useState<{ confirm: boolean } | null>(null);
  const [turn, setTurn] = useState(0);
  const riddle = useRef<{ nonce: Promise<string>; since: number } | null>(null);
  const heading = useRef<HTMLHeadingElement>(null);

  useEffect(() => {
    let gone = false;
    call<JoinForm>("GET", `/v1/join/${encodeURIComponent(key)}`).then((f) => {
      if (gone) return;
      setForm(f);
      setError(null);
      riddle.current = { nonce: solve(f.challenge, f.bits, () => gone), since: Date.now() };
    }, (e: Refused) => { if (!gone) setError(e); });
    return () => { gone = true; };
  }, [turn]);
  useEffect(() => { document.title = form ? `${form[lang.value].title} · ${form.shop}` : t().nav.poster; }, [form, lang.value]);
  useEffect(() => { if (done) heading.current?.focus(); }, [done]);

  const begin = () => {
    setValues(empty);
    setYes([]);
    setDone(null);
    setError(null);
    setTurn((n) => n + 1);
  };
  // The tablet is for the next one: after thanks, and after a form that somebody left.
  useEffect(() => {
    if (!tablet) return;
    const untouched = JSON.stringify(values) === JSON.stringify(empty) && yes.length === 0;
    if (!done && untouched) return;
    const timer = setTimeout(begin, done ? 7000 : 90_000);
    return () => clearTimeout(timer);
  }, [done, values, yes]);

  // Who goes away and back finds the page as the next one does, not as a browser remembers it.
  useEffect(() => {
    if (tablet) addEventListener("pageshow", (e) => { if (e.persisted) begin(); });
  }, []);

  const ready = values.name.trim() !== "" && (values.phone.trim() !== "" || values.mail.trim() !== "");
  const send = async (e: Event) => {
    e.preventDefault();
    if (busy || !ready || !form || !riddle.current) return;
    setBusy(true);
    setError(null);
    try {
      const nonce = await riddle.current.nonce;
      const rest = 3200 - (Date.now() - riddle.current.since);
      if (rest > 0) await new Promise((go) => setTimeout(go, rest));
      const { website, ...said } = values;
      const filled = Object.fromEntries(Object.entries(said).map(([k, v]) => [k, v.trim()]).filter(([, v]) => v));
      setDone(await call<{ confirm: boolean }>("POST", `/v1/join/${encodeURIComponent(key)}`, {
        challenge: form.challenge, nonce, language: lang.value, ...filled, consent: yes.join(","), website, ...(tablet ? { tablet: true } : {}),
      }));
    } catch (x) {
      setError(x as Refused);
      setTurn((n) => n + 1); // The riddle was used up; what was written stays.
    }
    setBusy(false);
  };

  const said = form?.[lang.value];
  const set = (id: keyof Values) => (v: string) => setValues({ ...values, [id]: v });
  if (!error && (!form || !said)) return <main class="join" id="main" aria-busy="true" />;
  if (!form || !said) {
    return (
      <main class="join" id="main">
        <div class="join-card">
          <h1 tabIndex={-1}>{error ? (error.status === 404 ? w.gone : w.failed) : t().nav.poster}</h1>
          {error && <p role="alert">{error.status === 404 ? w.goneHint : error.status === 0 ? w.offline : <bdi>{error.message}</bdi>}</p>}
          {error && error.status !== 404 && <button type="button" class="btn big" onClick={() => setTurn(turn + 1)}>{w.retry}</button>}
        </div>
      </main>
    );
  }
  return (
    <main class="join" id="main">
      <div class="join-card">
        <p class="join-shop"><Mark size={30} /><bdi>{form.shop}</bdi></p>
        {done ? (
          <div class="join-done">
            <h1 ref={heading} tabIndex={-1}>{w.done(form.shop)}</h1>
            <p role="status">{done.confirm ? w.confirm : w.doneText}</p>
            {tablet && <button type="button" class="btn big" onClick={begin}>{w.again}</button>}
          </div>
        ) : (
          <form onSubmit={(e) => void send(e)} class="join-form" noValidate>
            <h1 ref={heading} tabIndex={-1}>{said.title}</h1>
            {said.text && <p class="sub">{said.text}</p>}
            {form.asks.includes("name") && <Field id="name" label={w.name} value={values.name} set={set("name")} type="text" auto="name" />}
            {form.asks.includes("phone") && <Field id="phone" label={w.phone} value={values.phone} set={set("phone")} type="tel" auto="tel" />}
            {form.asks.includes("mail") && <Field id="mail" label={w.mail} value={values.mail} set={set("mail")} type="email" auto="email" />}
            {form.asks.includes("birthday") && <Field id="birthday" label={w.birthday} value={values.birthday} set={set("birthday")} type="date" auto="bday" />}
            {/* People do not see it; what fills in every field does. */}
            <div class="join-trap" aria-hidden="true"><label>website<input name="website" tabIndex={-1} autocomplete="off" value={values.website} onInput={(e) => set("website")(e.currentTarget.value)} /></label></div>
            {Object.keys(said.wordings).length > 0 && (
              <fieldset class="join-consent">
                <legend class="field-label">{w.consent}</legend>
                <p class="faint">{w.consentHint}</p>
                {Object.entries(said.wordings).map(([channel, wording]) => (
                  <label key={channel} class="join-check">
                    <input type="checkbox" checked={yes.includes(channel)} onChange={(e) => setYes(e.currentTarget.checked ? [...yes, channel] : yes.filter((c) => c !== channel))} />
                    <span><strong>{w.channels[channel] ?? channel}</strong> <span class="faint">{wording}</span></span>
                  </label>
                ))}
              </fieldset>
            )}
            {error && <p class="error-box" role="alert">{error.status === 0 ? w.offline : <bdi>{error.message || w.failed}</bdi>}</p>}
            <button type="submit" class="btn primary big" disabled={busy || !ready} aria-describedby="join-needed">{busy ? w.busy : w.go}</button>
            <p id="join-needed" class="faint">{ready ? "" : w.needed}</p>
            {said.notice && <p class="faint join-notice">{said.notice}</p>}
          </form>
        )}
        <div class="signin-foot"><LangSwitch to={lang.value === "he" ? "en" : "he"} text={t().otherLanguage} set={(l) => (tablet ? (lang.value = l) : setLang(l))} /></div>
      </div>
    </main>
  );
}

function Confirm() {
  const w = words();
  const [shop, setShop] = useState<string | null>(null);
  const [error, setError] = useState<Refused | null>(null);
  const token = useRef(location.hash.slice(1));
  useEffect(() => {
    history.replaceState(null, "", location.pathname); // The token is no part of what a browser should remember.
    call<{ shop?: string }>("POST", "/v1/join/confirm", { token: token.current }).then((a) => setShop(a.shop ?? ""), setError);
  }, []);
  return (
    <main class="join" id="main">
      <div class="join-card">
        <h1 tabIndex={-1}>{error ? w.failed : shop === null ? w.confirming : w.confirmed(shop)}</h1>
        {error && <p role="alert">{error.status === 0 ? w.offline : <bdi>{error.message}</bdi>}</p>}
      </div>
    </main>
  );
}

const place = document.getElementById("join");
if (place) render(path === "/join/confirm" ? <Confirm /> : <Page />, place);
