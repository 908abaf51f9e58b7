// SPDX-License-Identifier: Apache-2.0
// Backups: by a button and by the clock; a test opens the copy and counts, because a backup that was never opened is a hope.
import { useState } from "preact/hooks";
import { post } from "../api";
import { count, moment } from "../format";
import type { BackupRow, Job, Rows, SettingRow } from "../types";
import { Badge, Empty, ErrorBox, Ltr, Num, Skeleton } from "../ui/bits";
import { Ask, useSave } from "../ui/form";
import { Icon } from "../ui/icons";
import { useLoad } from "../ui/load";
import { say } from "../ui/snackbar";
import { Working } from "../ui/working";
import { Values } from "./values";
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

export function Backup() {
  const w = words();
  const { data, error, reload } = useLoad<Rows<BackupRow>>("/v1/backups");
  const clock = useLoad<Rows<SettingRow>>("/v1/settings");
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
      {clock.data && <Values title={w.parts.backup ?? ""} keys={["backup_hours", "backup_keep"]} rows={clock.data.rows} changed={clock.reload} />}
      <ErrorBox error={error} retry={reload} />
      {!data && error === null && <Skeleton rows={2} kind="line" />}
      {data && data.rows.length === 0 && <Empty icon="save" title={w.backupsNone} hint={w.backupsNoneHint} />}
      <ul class="batches">{data?.rows.map((r) => <Row key={r.backup} row={r} changed={reload} />)}</ul>
    </div>
  );
}
