// SPDX-License-Identifier: Apache-2.0
// Who may sign in, as what, and with which second factor.
import { useState } from "preact/hooks";
import { basedOn, me, post } from "../api";
import { day } from "../format";
import { t, tongues } from "../i18n";
import type { Rows, UserRow } from "../types";
import { Avatar, Badge, ErrorBox, Num, Skeleton, User } from "../ui/bits";
import { Ask, Choice, FormBox, Refused, TextField, useSave } from "../ui/form";
import { Icon } from "../ui/icons";
import { useLoad } from "../ui/load";
import { say } from "../ui/snackbar";
import { words } from "./words";

const roles = () => { const { owner, manager, seller, reader } = t().more.roles; return { owner: owner ?? "", manager: manager ?? "", seller: seller ?? "", reader: reader ?? "" }; };

function Add({ close, changed }: { close: () => void; changed: () => void }) {
  const w = words();
  const [name, setName] = useState("");
  const [role, setRole] = useState("seller");
  const [language, setLanguage] = useState("he");
  const [password, setPassword] = useState("");
  const save = useSave(async () => {
    await post("/v1/users", { name: name.trim(), role, language, password });
    say({ text: w.saved });
    close();
    changed();
  });
  return (
    <FormBox title={w.addUser} save={save} close={close} ready={name.trim() !== "" && password.length >= 10}>
      <TextField id="u-name" label={w.name} value={name} set={setName} required autoFocus />
      <Choice id="u-role" label={w.role} value={role} set={setRole} options={roles()} />
      <Choice id="u-lang" label={w.language} value={language} set={setLanguage} options={tongues} />
      <TextField id="u-password" label={w.password} value={password} set={setPassword} required type="password" dir="ltr" hint={w.passwordHint} />
      <p class="faint form-field wide">{w.roleHints[role]}</p>
    </FormBox>
  );
}

function Row({ row, changed }: { row: UserRow; changed: () => void }) {
  const w = words();
  const [doing, setDoing] = useState<"" | "password" | "remove">("");
  const [password, setPassword] = useState("");
  const mine = row.name === me.value?.name;
  const deed = (path: string, body: object) => async () => {
    await post(path, { name: row.name, ...body });
    say({ text: w.saved });
    setDoing("");
    setPassword("");
    changed();
  };
  const [role, setRole] = useState(row.role);
  const set = useSave(async () => deed("/v1/users/set", { role, ...basedOn(row.version) })());
  const pass = useSave(deed("/v1/users/password", { password }));
  const factor = useSave(deed("/v1/users/factor-remove", {}));
  const gone = useSave(deed("/v1/users/remove", basedOn(row.version)));
  const failed = [set, pass, factor].find((s) => s.error !== null) ?? set;
  return (
    <li class="batch">
      <div class="user-line">
        <Avatar name={row.name} size="s" />
        <div class="batch-main">
          <strong><User>{row.name}</User></strong>
          <span class="faint">{w.seen}: <Num>{row.seen_at ? day(row.seen_at) : w.never}</Num>{mine && <> · {w.you}</>}</span>
          {row.second_factor && <span><Badge tone="good">{w.factorOn}</Badge></span>}
        </div>
      </div>
      <div class="user-acts">
        <div class="user-role"><Choice id={`u-role-${row.name}`} label={w.role} value={role} set={setRole} options={roles()} /></div>
        {role !== row.role && <button type="button" class="btn small primary" disabled={set.busy} onClick={set.run}>{t().forms.save}</button>}
        <button type="button" class="btn small" aria-expanded={doing === "password"} onClick={() => setDoing(doing === "password" ? "" : "password")}>{w.newPassword}</button>
        {row.second_factor && !mine && <button type="button" class="btn small" disabled={factor.busy} onClick={factor.run}>{w.factorOff}</button>}
        {!mine && <button type="button" class="btn small ghost" aria-expanded={doing === "remove"} onClick={() => setDoing(doing === "remove" ? "" : "remove")}>{w.removeUser}</button>}
      </div>
      <Refused save={failed} fresh={changed} />
      {doing === "password" && (
        <div class="ask">
          <FormBox title={w.newPassword} save={pass} close={() => setDoing("")} ready={password.length >= 10}>
            <TextField id={`u-pass-${row.name}`} label={w.passwordNew} value={password} set={setPassword} required autoFocus type="password" dir="ltr" hint={w.passwordHint} />
          </FormBox>
        </div>
      )}
      {doing === "remove" && <Ask text={w.removeUserAsk(row.name)} yes={w.yesRemove} save={gone} close={() => setDoing("")} fresh={changed} />}
    </li>
  );
}

export function Users() {
  const w = words();
  const { data, error, reload } = useLoad<Rows<UserRow>>("/v1/users");
  const [adding, setAdding] = useState(false);
  return (
    <div class="settings-part" id="users">
      <div class="settings-acts">{!adding && <button type="button" class="btn small" onClick={() => setAdding(true)}><Icon name="plus" size={16} />{w.addUser}</button>}</div>
      {adding && <Add close={() => setAdding(false)} changed={reload} />}
      <ErrorBox error={error} retry={reload} />
      {!data && error === null && <Skeleton rows={3} kind="line" />}
      <ul class="batches">{data?.rows.map((r) => <Row key={r.name} row={r} changed={reload} />)}</ul>
    </div>
  );
}
