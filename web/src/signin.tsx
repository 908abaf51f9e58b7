// SPDX-License-Identifier: Apache-2.0
// Signing in: as a page when nobody is, as a dialogue over the open screen when the session ended meanwhile.
import { useEffect, useRef, useState } from "preact/hooks";
import { expired, me, Problem, reopen, signIn } from "./api";
import { lang, langChosen, setLang, t } from "./i18n";
import type { Me } from "./types";
import { Dialog } from "./ui/dialog";
import { Icon, LangSwitch, Mark } from "./ui/icons";

export const LangButton = () => <LangSwitch to={lang.value === "he" ? "en" : "he"} text={t().otherLanguage} set={setLang} />;

function Form({ name: given = "", onDone }: { name?: string; onDone: (who: Me) => void }) {
  const words = t().signin;
  const [name, setName] = useState(given);
  const [password, setPassword] = useState("");
  const [code, setCode] = useState("");
  /** The server wants the code of the second factor too. */
  const [asked, setAsked] = useState(false);
  const [shown, setShown] = useState(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<Problem | null>(null);
  const refused = (error?.status === 401 || error?.status === 403) && !asked;
  const codeField = useRef<HTMLInputElement>(null);
  useEffect(() => { if (asked) codeField.current?.focus(); }, [asked]);

  const submit = async (e: Event) => {
    e.preventDefault();
    if (busy) return;
    setBusy(true);
    setError(null);
    try {
      const who = await signIn(name.trim(), password, asked ? code.trim() : undefined);
      if (!langChosen() && (who.lang === "he" || who.lang === "en")) setLang(who.lang);
      onDone(who);
    } catch (e2) {
      setBusy(false);
      if (e2 instanceof Problem && e2.need === "code" && !asked) return setAsked(true);
      setError(e2 instanceof Problem ? e2 : new Problem(0, t().errors.title, String(e2), ""));
    }
  };
  return (
    <form class="signin-form" onSubmit={(e) => void submit(e)}>
      <label class="field-label" for="signin-name">{words.name}</label>
      <input id="signin-name" class="field" dir={name ? "auto" : undefined} name="username" autocomplete="username" autocapitalize="off" required
             autofocus={!given} value={name} onInput={(e) => setName(e.currentTarget.value)} aria-invalid={refused || undefined}
             aria-describedby={error ? "signin-error" : undefined} />
      <label class="field-label" for="signin-password">{words.password}</label>
      <div class="with-end">
        <input id="signin-password" class="field" dir="ltr" name="password" {...(shown ? { type: "text" } : { type: "password" })} autocomplete="current-password"
               required autofocus={!!given} value={password} onInput={(e) => setPassword(e.currentTarget.value)}
               aria-invalid={refused || undefined} aria-describedby={error ? "signin-error" : undefined} />
        <button type="button" class="icon-btn" aria-pressed={shown} aria-label={shown ? words.hide : words.show} onClick={() => setShown(!shown)}>
          <Icon name="eye" />
        </button>
      </div>
      {asked && (
        <>
          <label class="field-label" for="signin-code">{words.code}</label>
          <input ref={codeField} id="signin-code" class="field" dir="ltr" inputmode="numeric" autocomplete="one-time-code" required value={code} maxLength={16}
                 onInput={(e) => setCode(e.currentTarget.value)} aria-describedby={error ? "signin-error" : "signin-code-hint"} />
          <p id="signin-code-hint" class="faint">{words.codeHint}</p>
        </>
      )}
      {error && (
        <div id="signin-error" class="error-box" role="alert">
          <strong><bdi dir="auto">{error.status === 401 && !asked ? words.refused : error.detail || error.title}</bdi></strong>
          {error.status === 401 && !asked ? <p>{words.refusedHint} <code dir="ltr">makir user password</code></p> : error.hint && <p dir="auto">{error.hint}</p>}
        </div>
      )}
      <button type="submit" class="btn primary big" disabled={busy}>{busy ? words.busy : words.go}</button>
    </form>
  );
}

export function SignIn() {
  return (
    <main id="main" class="signin">
      <div class="signin-card">
        <div class="signin-brand"><Mark size={52} /><span class="brand-name">{t().name}</span></div>
        <p class="signin-tag">{t().tagline}</p>
        <h1 class="hidden">{t().signin.title}</h1>
        <Form onDone={(who) => (me.value = who)} />
        <div class="signin-foot"><LangButton /></div>
      </div>
    </main>
  );
}

/** Over the open screen, which stays as it is. Someone else signing in must not go on with the first one's work. */
export function SignInAgain() {
  const before = me.peek()?.name ?? "";
  const done = (who: Me) => {
    if (who.name !== before) {
      location.reload();
      return;
    }
    me.value = who;
    reopen();
  };
  return (
    <Dialog title={t().signin.expired} fixed close={() => (expired.value = true)}>
      <p class="faint">{t().signin.expiredHint}</p>
      <Form name={before} onDone={done} />
    </Dialog>
  );
}
