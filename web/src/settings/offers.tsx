// SPDX-License-Identifier: Apache-2.0
// What the business offers: how little may be left of a price, how much of one kind, and what things need, how often. The rules are one
// table, which is sent whole: the server reads each line of it or says which is wrong, and then nothing changes.
import { useRef, useState } from "preact/hooks";
import { me, post, Problem } from "../api";
import { words as customer } from "../customer/words";
import { t } from "../i18n";
import { words as shop } from "../shops/words";
import type { Rows, SettingRow } from "../types";
import { Badge, ErrorBox, Part, Skeleton, User } from "../ui/bits";
import { Choice, FormBox, TextField, useSave } from "../ui/form";
import { Icon } from "../ui/icons";
import { useLoad } from "../ui/load";
import { hush, say } from "../ui/snackbar";
import { words } from "./words";

/** Says that it was kept, with the way back. */
function saved(back: () => Promise<unknown>): void {
  const undo = () => {
    hush();
    back().then(() => say({ text: customer().undone }), (e: unknown) => say({ text: e instanceof Problem ? e.detail || e.title : String(e), bad: true, stay: 12_000 }));
  };
  say({ text: words().saved, action: { label: t().today.undo, run: undo } });
}

const bounds = ["margin_floor", "category_cap"];

function Bounds({ rows }: { rows: SettingRow[] }) {
  const w = words();
  const [kept, keep] = useState<Record<string, string>>({});
  const [now, set] = useState<Record<string, string>>({});
  const at = (key: string) => kept[key] ?? rows.find((r) => r.key === key)?.value ?? "";
  const put = async (all: Record<string, string>) => {
    for (const key in all) await post(`/v1/settings/${key}`, { value: all[key] });
    keep((k) => ({ ...k, ...all }));
    set({});
  };
  const save = useSave(async () => {
    const was = Object.fromEntries(Object.keys(now).map((key) => [key, at(key)]));
    // Both or neither: what was taken before the one that is refused goes back.
    await put(now).catch((e: unknown) => put(was).catch(() => undefined).then(() => { set(now); throw e; }));
    saved(() => put(was));
  });
  return (
    <FormBox title={w.parts.offers ?? ""} save={save} close={() => set({})} ready={Object.keys(now).length > 0}>
      {rows.filter((r) => bounds.includes(r.key)).map((r) => (
        <TextField key={r.key} id={r.key} label={w.bounds[r.key] ?? r.key} hint={r.help} inputMode="decimal" dir="ltr" value={now[r.key] ?? at(r.key)} set={(v) => set({ ...now, [r.key]: v })} />
      ))}
    </FormBox>
  );
}

const columns = ["task", "applies_to", "km", "months", "first", "then", "severity", "hebrew", "words"];
type Rule = Record<string, string>;
/** A rule that is the same from new and again is told by its kilometres and months alone. */
function told(r: Rule): Rule {
  const same = r.then && r.first === r.then && /^(?:(\d+)km ?)?(?:(\d+)m)?$/.exec(r.then ?? "");
  return same ? { ...r, km: same[1] ?? "", months: same[2] ?? "", first: "", then: "" } : r;
}
const table = (rules: Rule[]) => rules.map((r) => columns.map((c) => `"${(told(r)[c] ?? "").replace(/"/g, '""')}"`).join()).join("\n");

function Edit({ rule, close, save: keep }: { rule: Rule; close: () => void; save: (r: Rule) => Promise<void> }) {
  const w = words();
  const [now, set] = useState(() => told(rule));
  const save = useSave(() => keep(now).then(close));
  return (
    <FormBox title={w.rule.task ?? ""} save={save} close={close}>
      {columns.map((c) => c === "severity"
        ? <Choice key={c} id="sr-severity" label={w.rule[c] ?? c} value={now[c] ?? ""} set={(v) => set({ ...now, [c]: v })} options={shop().severities} />
        : <TextField key={c} id={`sr-${c}`} label={w.rule[c] ?? c} value={now[c] ?? ""} set={(v) => set({ ...now, [c]: v })} required={c === "task" || c === "applies_to"} autoFocus={c === "task"} />)}
    </FormBox>
  );
}

function Rules() {
  const w = words();
  const { data, error, reload } = useLoad<Rows<Rule>>("/v1/service/rules");
  const [at, open] = useState(-1);
  const [wrong, setWrong] = useState<unknown>(null);
  const busy = useRef(false); // One at a time: the second click of two would find the next rule in the place of the one that went.
  if (error !== null) return <ErrorBox error={error} retry={reload} />;
  if (!data) return <Skeleton rows={3} kind="line" />;
  const rules = data.rows;
  const own = !data.notes;
  const put = (body: object) => post("/v1/service/rules", body).then(() => { setWrong(null); reload(); });
  const back = own ? { text: table(rules) } : { preset: true };
  const change = async (body: object) => {
    if (busy.current) return;
    busy.current = true;
    await put(body).finally(() => setTimeout(() => (busy.current = false), 400));
    saved(() => put(back));
  };
  const swap = (i: number, ...to: Rule[]) => change({ text: table([...rules.slice(0, i), ...to, ...rules.slice(i + 1)]) });
  return (
    <Part id="rules" title={w.rules}>
      {data.notes && <p class="faint">{w.rulesPreset}</p>}
      <div class="settings-acts">
        <button type="button" class="btn small" disabled={at >= 0} onClick={() => open(rules.length)}><Icon name="plus" size={16} />{w.rule.task}</button>
        {own && <button type="button" class="btn small ghost" disabled={at >= 0} onClick={() => void change({ preset: true }).catch(setWrong)}>{w.rulesBack}</button>}
      </div>
      {wrong !== null && <ErrorBox error={wrong} />}
      {at === rules.length && <Edit rule={{ severity: "wear" }} close={() => open(-1)} save={(r) => swap(at, r)} />}
      <ul class="batches">
        {rules.map((r, i) => at === i ? <li key={i}><Edit rule={r} close={() => open(-1)} save={(x) => swap(i, x)} /></li> : (
          <li key={i} class="batch">
            <div class="batch-main">
              <strong><User>{r.task}</User></strong>
              <span class="faint"><User>{r.applies_to}</User> · <bdi dir="ltr">{r.first === r.then ? r.then : `${r.first} / ${r.then}`}</bdi></span>
              <span class="batch-counts"><Badge>{shop().severities[r.severity ?? ""]}</Badge></span>
            </div>
            <div class="user-acts">
              <button type="button" class="btn small" disabled={at >= 0} onClick={() => open(i)}>{w.ruleEdit}</button>
              <button type="button" class="btn small ghost" disabled={at >= 0} onClick={() => void swap(i).catch(setWrong)}>{w.removeField}</button>
            </div>
          </li>
        ))}
      </ul>
    </Part>
  );
}

export function Offers() {
  const { data, error, reload } = useLoad<Rows<SettingRow>>(me.value?.role === "owner" ? "/v1/settings" : null);
  return <div class="settings-part" id="offers">{error !== null && <ErrorBox error={error} retry={reload} />}{data && <Bounds key={data.rows.length} rows={data.rows} />}<Rules /></div>;
}
