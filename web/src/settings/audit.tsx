// SPDX-License-Identifier: Apache-2.0
// Who saw, changed and took out what. The log says which customer by a link, never a detail of one.
import { useEffect, useState } from "preact/hooks";
import { get } from "../api";
import { count, moment } from "../format";
import { customerHref } from "../route";
import type { AuditRow, Rows } from "../types";
import { Badge, Empty, ErrorBox, Ltr, Num, Skeleton, User } from "../ui/bits";
import { words } from "./words";

const said = (r: AuditRow) => r.said ?? <Ltr>{r.op}</Ltr>;

export function Audit() {
  const w = words();
  const [kind, setKind] = useState("");
  const [rows, setRows] = useState<AuditRow[] | null>(null);
  const [next, setNext] = useState<string | null>(null);
  const [error, setError] = useState<unknown>(null);
  const load = (cursor?: string | null) => {
    const q = new URLSearchParams({ limit: "50", ...(kind ? { kind } : {}), ...(cursor ? { cursor } : {}) });
    get<Rows<AuditRow>>(`/v1/audit?${q}`).then((a) => {
      setRows((before) => (cursor && before ? [...before, ...a.rows] : a.rows));
      setNext(a.next ?? null);
      setError(null);
    }, setError);
  };
  useEffect(() => { setRows(null); load(); }, [kind]);
  return (
    <>
      <div class="chips" role="group" aria-label={w.parts.audit}>
        {["", "view", "change", "export", "sign"].map((k) => (
          <button key={k} type="button" class={k === kind ? "chip on" : "chip"} aria-pressed={k === kind} onClick={() => setKind(k)}>{k ? w.auditKinds[k] : w.all}</button>
        ))}
      </div>
      {error !== null && <ErrorBox error={error} retry={() => load()} />}
      {!rows && error === null && <Skeleton rows={6} kind="line" />}
      {rows && rows.length === 0 && <Empty icon="shield" title={w.auditNone} hint={w.auditNoneHint} />}
      {rows && rows.length > 0 && (
        <div class="table-wrap" role="region" aria-label={w.parts.audit} tabIndex={0}>
          <table class="list log">
            <thead><tr><th scope="col">{w.when}</th><th scope="col">{w.who}</th><th scope="col">{w.what}</th><th scope="col" class="n">{w.rows}</th><th scope="col">{w.address}</th></tr></thead>
            <tbody>
              {rows.map((r) => (
                <tr key={r.audit}>
                  <td><Num>{moment(r.at)}</Num></td>
                  <td><User>{r.who ?? ""}</User></td>
                  <td>{r.customer ? <a class="link" href={customerHref(r.customer)}>{said(r)}</a> : said(r)}
                    {" "}<span class="faint">{w.auditKinds[r.kind] ?? r.kind}</span>
                    {r.result && r.result !== "ok" && <> <Badge tone={r.result === "no_code" ? "plain" : "bad"}>{w.results[r.result] ?? r.result}</Badge></>}</td>
                  <td class="n">{!!r.rows && <Num>{count(r.rows)}</Num>}</td>
                  <td>{r.address && <Ltr>{r.address}</Ltr>}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {next && <button type="button" class="btn wide-btn" onClick={() => load(next)}>{w.more}</button>}
    </>
  );
}
