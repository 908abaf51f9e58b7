// SPDX-License-Identifier: Apache-2.0
// One's own sign-in: the password, the second factor, and the devices that are signed in.
import { useState } from "preact/hooks";
import { me, post, remove, whoami } from "../api";
import { moment } from "../format";
import { t } from "../i18n";
import type { Rows, SessionRow } from "../types";
import { Badge, ErrorBox, Ltr, Num, Part, Skeleton, User } from "../ui/bits";
import { FormBox, TextField, useSave } from "../ui/form";
import { useLoad } from "../ui/load";
import { say } from "../ui/snackbar";
import { words } from "./words";

function Password() {
  const w = words();
  const [open, setOpen] = useState(false);
  const [now, setNow] = useState("");
  const [password, setPassword] = useState("");
  const save = useSave(async () => {
    await post("/v1/me/password", { now, password });
    say({ text: w.passwordSet });
    setOpen(false);
    setNow("");
    setPassword("");
  });
  return (
    <Part id="me-password" title={w.password}>
      {open ? (
        <FormBox title={w.newPassword} save={save} close={() => setOpen(false)} ready={now !== "" && password.length >= 10}>
          <TextField id="me-now" label={w.passwordNow} value={now} set={setNow} required autoFocus type="password" dir="ltr" />
          <TextField id="me-new" label={w.passwordNew} value={password} set={setPassword} required type="password" dir="ltr" hint={w.passwordHint} />
        </FormBox>
      ) : <button type="button" class="btn" onClick={() => setOpen(true)}>{w.newPassword}</button>}
    </Part>
  );
}

/** "Chrome, Android" of the long line that browsers call themselves by; what is no browser says its own name. */
function device(agent: string | undefined): string {
  const a = agent ?? "";
  const browser = /Edg\//.test(a) ? "Edge" : /Firefox\//.test(a) ? "Firefox" : /Chrome\//.test(a) ? "Chrome" : /Safari\//.test(a) ? "Safari" : "";
  const system = /Android/.test(a) ? "Android" : /iPhone|iPad/.test(a) ? "iOS" : /Windows/.test(a) ? "Windows" : /Mac OS/.test(a) ? "macOS" : /Linux/.test(a) ? "Linux" : "";
  return browser ? [browser, system].filter(Boolean).join(", ") : (a.split(" ")[0] ?? "");
}

/** The picture of the code comes from the server as SVG text; as an image nothing in it can run. */
const picture = (svg: string) => `data:image/svg+xml,${encodeURIComponent(svg)}`;

function Factor() {
  const w = words();
  const on = !!me.value?.second_factor;
  const [asking, setAsking] = useState(false);
  const [password, setPassword] = useState("");
  const [begun, setBegun] = useState<{ secret: string; uri: string; qr: string } | null>(null);
  const [code, setCode] = useState("");
  const [recovery, setRecovery] = useState<string[] | null>(null);
  const again = async () => { const who = await whoami(); if (who) me.value = who; };
  const start = useSave(async () => {
    if (on) {
      await post("/v1/me/factor/remove", { password });
      await again();
      say({ text: w.saved });
    } else setBegun(await post("/v1/me/factor", { password }));
    setPassword("");
    setAsking(false);
  });
  const confirm = useSave(async () => {
    const a = await post<{ recovery: string[] }>("/v1/me/factor/confirm", { code: code.trim() });
    setRecovery(a.recovery);
    setBegun(null);
    setCode("");
    await again();
  });
  return (
    <Part id="me-factor" title={w.factor} action={on ? <Badge tone="good">✓</Badge> : undefined}>
      <p class="faint">{on ? w.factorIsOn : w.factorWhy}</p>
      {recovery ? (
        <>
          <h3>{w.recovery}</h3>
          <p>{w.recoveryHint}</p>
          <ul class="recovery">{recovery.map((r) => <li key={r}><code dir="ltr">{r}</code></li>)}</ul>
          <button type="button" class="btn primary" onClick={() => setRecovery(null)}>{w.recoveryKept}</button>
        </>
      ) : begun ? (
        <>
          <p>{w.factorScan}</p>
          <img class="qr" src={picture(begun.qr)} width={200} height={200} alt={w.factorQr} />
          <p class="faint">{w.factorSecret} <code dir="ltr">{begun.secret.replace(/(.{4})(?=.)/g, "$1 ")}</code></p>
          <FormBox title={w.factor} save={confirm} close={() => setBegun(null)} ready={/^\s*\d{6}\s*$/.test(code)}>
            <TextField id="me-code" label={w.factorCode} value={code} set={setCode} required autoFocus dir="ltr" inputMode="numeric" />
          </FormBox>
        </>
      ) : asking ? (
        <FormBox title={w.factor} save={start} close={() => setAsking(false)} ready={password !== ""}>
          <TextField id="me-pass" label={w.passwordNow} value={password} set={setPassword} required autoFocus type="password" dir="ltr" />
        </FormBox>
      ) : <button type="button" class="btn" onClick={() => setAsking(true)}>{on ? w.factorEnd : w.factorStart}</button>}
    </Part>
  );
}

function Sessions() {
  const w = words();
  const { data, error, reload } = useLoad<Rows<SessionRow>>("/v1/sessions");
  const others = useSave(async () => {
    const a = await post<{ ended: number }>("/v1/sessions/end-others", {});
    say({ text: w.endedOthers(a.ended) });
    reload();
  });
  const rows = (data?.rows ?? []).filter((r) => r.who === me.value?.name || r.current);
  return (
    <Part id="me-sessions" title={w.sessions} action={rows.length > 1 ? <button type="button" class="btn small" disabled={others.busy} onClick={others.run}>{w.endOthers}</button> : undefined}>
      <ErrorBox error={error} retry={reload} />
      <ErrorBox error={others.error} />
      {!data && error === null && <Skeleton rows={2} kind="line" />}
      {data?.notes?.map((n) => <p key={n}>{n}</p>)}
      <ul class="plain-list rows-list">
        {rows.map((r) => (
          <li key={r.session} class="row-line">
            <div class="batch-main">
              <Ltr>{device(r.agent) || "—"}</Ltr>
              <span class="faint"><Num>{moment(r.seen_at ?? r.began_at)}</Num>{r.address && <> · <Ltr>{r.address}</Ltr></>}</span>
            </div>
            {r.current ? <Badge tone="good">{w.thisOne}</Badge> : (
              <button type="button" class="btn small" onClick={() => void remove(`/v1/sessions/${encodeURIComponent(r.session)}`).then(reload)}>{w.endSession}</button>
            )}
          </li>
        ))}
      </ul>
    </Part>
  );
}

export function Mine() {
  return (
    <>
      <p><strong><User>{me.value?.name}</User></strong> <span class="faint">{t().more.roles[me.value?.role ?? ""]}</span></p>
      <Password />
      <Factor />
      <Sessions />
    </>
  );
}
