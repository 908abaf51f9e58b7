// SPDX-License-Identifier: Apache-2.0
// Backups: by a button and by the clock; a test opens the copy and counts, because a backup that was never opened is a hope.
import { useState } from "preact/hooks";
import { basedOn, post } from "../api";
import { count, moment } from "../format";
import { t } from "../i18n";
import type { BackupRow, Job, Rows, SettingRow } from "../types";
import { Badge, Empty, ErrorBox, Ltr, Num, Skeleton } from "../ui/bits";
import { Ask, Choice, Refused, useSave } from "../ui/form";
import { Icon } from "../ui/icons";
import { useLoad } from "../ui/load";
import { say } from "../ui/snackbar";
import { Working } from "../ui/working";
import { words } from "./words";

const size = (bytes: number) => (bytes >= 1e6 ? `${count(bytes / 1e6, 1)} MB` : `${count(Math.max(1, Math.round(bytes / 1e3)))} kB`);

function Row({ row, changed }: { row: BackupRow; changed: () => void }) {
  const w = words();
  const [asking, setAsking] = useState(false);
  const [job, setJob] = useState<Job | null>(null);
  const path = `/v1/backups/${encodeURIComponent(row.backup)}`;
  const test = useSave(async () => {
    const a = await post<{ tested: string; customers?: number }>(`${path}/test`, {}, { working: setJob }).finally(() => setJob(null));
    say({ text: a.tested === "ok" ? w.tested(count(a.customers ?? 0)) : w.testedBad, bad: a.tested !== "ok" });
    changed();
  });
  const restore = useSave(async () => {
    await post(`${path}/restore`, {}, { working: setJob }).finally(() => setJob(null));
    say({ text: w.restored });
    location.reload();
  });
  const { error } = test;
  return (
    <li class="batch">
      <div class="batch-main">
        <strong><Num>{moment(row.at)}</Num></strong>
        <span class="faint"><Ltr>{row.backup}</Ltr>{typeof row.bytes === "number" && <> · <Num>{size(row.bytes)}</Num></>}</span>
        <span class="batch-counts"><Badge tone={row.tested === "ok" ? "good" : row.tested === "bad" ? "bad" : "plain"}>{row.tested === "ok" ? w.testedOk : row.tested === "bad" ? w.testedBad : w.untested}</Badge></span>
      </div>
      <div class="user-acts">
        <button type="button" class="btn small" disabled={test.busy} onClick={test.run}>{w.backupTest}</button>
        <button type="button" class="btn small ghost" aria-expanded={asking} onClick={() => setAsking(!asking)}>{w.restore}</button>
      </div>
      {job && <Working job={job} label={restore.busy ? w.restoring : w.testing} />}
      <ErrorBox error={error} />
      {asking && <Ask text={w.restoreAsk} yes={w.restoreYes} save={restore} close={() => setAsking(false)} />}
    </li>
  );
}

function Clock() {
  const w = words();
  const { data, reload } = useLoad<Rows<SettingRow>>("/v1/settings");
  const [hours, setHours] = useState<string | null>(null);
  const [keep, setKeep] = useState<string | null>(null);
  const of = (key: string, otherwise: string) => data?.rows.find((r) => r.key === key)?.value || otherwise;
  const h = hours ?? of("backup_hours", "0");
  const k = keep ?? of("backup_keep", "7");
  const save = useSave(async () => {
    for (const [key, value, kept] of [["backup_hours", h, hours], ["backup_keep", k, keep]] as const)
      if (kept !== null) await post(`/v1/settings/${key}`, { value, ...basedOn(data?.rows.find((r) => r.key === key)?.version) });
    setHours(null);
    setKeep(null);
    reload();
    say({ text: w.saved });
  });
  if (!data) return <Skeleton rows={2} kind="line" />;
  const choices = (list: string[], own: string) => Object.fromEntries([...new Set([...list, own])].map((v) => [v, v === "0" ? w.never2 : v]));
  return (
    <div class="form-box">
      <div class="form-grid">
        <Choice id="b-hours" label={w.every} value={h} set={setHours} options={choices(["0", "6", "12", "24", "168"], h)} />
        <Choice id="b-keep" label={w.keep} value={k} set={setKeep} options={choices(["3", "7", "14", "30"], k)} />
      </div>
      <Refused save={save} fresh={reload} />
      {(hours !== null || keep !== null) && <div class="form-acts"><button type="button" class="btn primary" disabled={save.busy} onClick={save.run}>{t().forms.save}</button></div>}
    </div>
  );
}

export function Backup() {
  const w = words();
  const { data, error, reload } = useLoad<Rows<BackupRow>>("/v1/backups");
  const [job, setJob] = useState<Job | null>(null);
  const now = useSave(async () => {
    await post("/v1/backups", {}, { working: setJob }).finally(() => setJob(null));
    say({ text: w.backedUp });
    reload();
  });
  return (
    <div class="settings-part" id="backup">
      <div class="settings-acts">{<button type="button" class="btn primary" disabled={now.busy} onClick={now.run}><Icon name="save" size={18} />{w.backupNow}</button>}</div>
      {job && <Working job={job} label={w.backingUp} />}
      <ErrorBox error={now.error} />
      <Clock />
      <ErrorBox error={error} retry={reload} />
      {!data && error === null && <Skeleton rows={2} kind="line" />}
      {data && data.rows.length === 0 && <Empty icon="save" title={w.backupsNone} hint={w.backupsNoneHint} />}
      <ul class="batches">{data?.rows.map((r) => <Row key={r.backup} row={r} changed={reload} />)}</ul>
    </div>
  );
}
