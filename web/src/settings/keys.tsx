// SPDX-License-Identifier: Apache-2.0
// Keys for other programs: what each may do, until when, and when it was last used. A key is shown once.
import { useState } from "preact/hooks";
import { post, remove } from "../api";
import { day, fullDay } from "../format";
import type { KeyRow, Rows } from "../types";
import { Badge, Empty, ErrorBox, Num, Skeleton, User } from "../ui/bits";
import { Checks, FormBox, TextField, useSave } from "../ui/form";
import { Icon } from "../ui/icons";
import { useLoad } from "../ui/load";
import { say } from "../ui/snackbar";
import { words } from "./words";

export function Keys() {
  const w = words();
  const { data, error, reload } = useLoad<Rows<KeyRow>>("/v1/keys");
  const [adding, setAdding] = useState(false);
  const [name, setName] = useState("");
  const [scopes, setScopes] = useState(["read"]);
  const [days, setDays] = useState("");
  const [token, setToken] = useState("");
  const save = useSave(async () => {
    const made = await post<{ token: string }>("/v1/keys", { name: name.trim(), scopes: scopes.join(","), ...(Number(days) > 0 ? { days: Number(days) } : {}) });
    setToken(made.token);
    setAdding(false);
    setName("");
    reload();
  });
  const revoke = (k: KeyRow) => remove(`/v1/keys/${encodeURIComponent(k.key)}`).then(reload, (e: unknown) => say({ text: String((e as Error).message), bad: true }));
  const { "": _, ...options } = { "": "", ...w.scope };
  return (
    <div class="settings-part" id="keys">
      <div class="settings-acts">{!adding && <button type="button" class="btn small" onClick={() => setAdding(true)}><Icon name="plus" size={16} />{w.addKey}</button>}</div>
      {adding && (
        <FormBox title={w.addKey} save={save} close={() => setAdding(false)} ready={name.trim() !== "" && scopes.length > 0}>
          <TextField id="k-name" label={w.keyName} value={name} set={setName} required autoFocus />
          <TextField id="k-days" label={w.keyDays} value={days} set={setDays} dir="ltr" inputMode="numeric" />
          <Checks label={w.scopes} value={scopes} set={setScopes} options={options} />
        </FormBox>
      )}
      {token && (
        <div class="form-box" role="status">
          <p>{w.keyOnce}</p>
          <code class="token" dir="ltr">{token}</code>
          <div class="form-acts">
            {!!navigator.clipboard && <button type="button" class="btn" onClick={() => void navigator.clipboard.writeText(token).then(() => say({ text: w.keyCopied }))}><Icon name="copy" size={17} />{w.copy}</button>}
            <button type="button" class="btn ghost" onClick={() => setToken("")}>{w.done}</button>
          </div>
        </div>
      )}
      <ErrorBox error={error} retry={reload} />
      {!data && error === null && <Skeleton rows={2} kind="line" />}
      {data && data.rows.length === 0 && !adding && <Empty icon="key" title={w.keysNone} hint={w.keysNoneHint} />}
      <ul class="batches">
        {data?.rows.map((k) => (
          <li key={k.key} class={k.revoked_at ? "batch undone" : "batch"}>
            <div class="batch-main">
              <strong><User>{k.name}</User></strong>
              <span class="faint">{w.used}: <Num>{k.used_at ? day(k.used_at) : w.never}</Num>{k.expires_at && <> · {w.until} <Num>{fullDay(k.expires_at)}</Num></>}</span>
              <span class="batch-counts">{(k.scopes ?? "").split(",").filter(Boolean).map((s) => <Badge key={s}>{w.scope[s] ?? s}</Badge>)}</span>
            </div>
            {k.revoked_at ? <Badge>{w.revoked}</Badge> : <button type="button" class="btn small" onClick={() => void revoke(k)}>{w.revoke}</button>}
          </li>
        ))}
      </ul>
      <p><a class="link" href="/openapi.json" target="_blank" rel="noopener">{w.openapi}</a></p>
    </div>
  );
}
