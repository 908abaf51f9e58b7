// SPDX-License-Identifier: Apache-2.0
// What the business offers: how little may be left of a price, how much of one kind, and what things need, how often. The rules are one
// table, which is sent whole: the server reads each line of it or says which is wrong, and then nothing changes.
import { useEffect, useRef, useState } from "preact/hooks";
import { basedOn, me, post } from "../api";
import { lang, locale, t } from "../i18n";
import { words as shop } from "../shops/words";
import type { Rows, SettingRow } from "../types";
import { Badge, ErrorBox, Part, Skeleton, User } from "../ui/bits";
import { Choice, FormBox, Refused, TextField, useSave } from "../ui/form";
import { Icon } from "../ui/icons";
import { useLoad } from "../ui/load";
import { saved, Values } from "./values";
import { words } from "./words";

const columns = ["task", "applies_to", "km", "months", "first", "then", "severity", "hebrew", "words"];
type Rule = Record<string, string>;
/** A rule that is the same from new and again is told by its kilometres and months alone. */
function told(r: Rule): Rule {
  const same = r.then && r.first === r.then && /^(?:(\d+)km ?)?(?:(\d+)m)?$/.exec(r.then ?? "");
  return same ? { ...r, km: same[1] ?? "", months: same[2] ?? "", first: "", then: "" } : r;
}
const table = (rules: Rule[]) => rules.map((r) => columns.map((c) => `"${(told(r)[c] ?? "").replace(/"/g, '""')}"`).join()).join("\n");

const units: Record<string, [string, "short" | "long"]> = { km: ["kilometer", "short"], m: ["month", "long"], d: ["day", "long"] };

/** "15000km 12m" as people say it. */
function pace(v = ""): string {
  const parts = [...v.matchAll(/(\d+)(km|m|d)\b/g)].map(([, n, u = ""]) => {
    const [unit, unitDisplay] = units[u] ?? [];
    return new Intl.NumberFormat(locale(), { style: "unit", unit, unitDisplay }).format(Number(n));
  });
  return parts.length ? new Intl.ListFormat(locale(), { type: "disjunction" }).format(parts) : v;
}

/** "car/diesel": a kind of thing in the reader's words, and of which of them. */
function appliesTo(v = ""): string {
  const [kind = "", ...rest] = v.split("/");
  return [t().assetKinds[kind] ?? kind, ...rest].join(" / ");
}

/** Of a field's label what stands before its example. */
const name = (label = "") => label.split(" (")[0];

interface Editing { was: Rule | null; now: Rule }

function Edit({ editing: { now }, set, keep, fresh }: { editing: Editing; set: (now: Rule | null) => void; keep: () => Promise<void>; fresh: () => void }) {
  const w = words();
  const save = useSave(() => keep().then(() => set(null)));
  return (
    <FormBox title={w.rule.task ?? ""} save={save} close={() => set(null)} fresh={fresh}>
      {columns.map((c) => c === "severity"
        ? <Choice key={c} id="sr-severity" label={w.rule[c] ?? c} value={now[c] ?? ""} set={(v) => set({ ...now, [c]: v })} options={shop().severities} />
        : <TextField key={c} id={`sr-${c}`} label={w.rule[c] ?? c} value={now[c] ?? ""} set={(v) => set({ ...now, [c]: v })} required={c === "task" || c === "applies_to"} autoFocus={c === "task"} />)}
    </FormBox>
  );
}

function Rules() {
  const w = words();
  const { data, error, reload } = useLoad<Rows<Rule> & { about?: { version: string } }>("/v1/service/rules");
  const [editing, edit] = useState<Editing | null>(null);
  const version = useRef<string | undefined>(undefined);
  const busy = useRef(false); // One at a time: the second click of two would find the next rule in the place of the one that went.
  const deed = useRef<() => Promise<void>>(async () => undefined);
  const direct = useSave(() => deed.current());
  useEffect(() => { version.current = data?.about?.version; }, [data]);
  if (error !== null) return <ErrorBox error={error} retry={reload} />;
  if (!data) return <Skeleton rows={3} kind="line" />;
  const rules = data.rows;
  const own = !data.notes;
  const put = (body: object) => post<{ version: string }>("/v1/service/rules", { ...body, ...basedOn(version.current) }).then((a) => { version.current = a.version; reload(); });
  const back = own ? { text: table(rules) } : { preset: true };
  const change = async (body: object) => {
    if (busy.current) return;
    busy.current = true;
    const free = () => { busy.current = false; };
    await put(body).catch((e: unknown) => { free(); throw e; });
    setTimeout(free, 400);
    saved(() => put(back));
  };
  const now = (body: object) => { deed.current = () => change(body); direct.run(); };
  // The list may have been changed by somebody else while one of its rules was edited: the rule is looked for by what it was.
  const at = editing ? rules.findIndex((r) => r.task === editing.was?.task && r.applies_to === editing.was?.applies_to) : -1;
  const swap = (i: number, ...to: Rule[]) => ({ text: table(i < 0 ? [...rules, ...to] : [...rules.slice(0, i), ...to, ...rules.slice(i + 1)]) });
  const form = editing && <Edit editing={editing} set={(r) => edit(r && { ...editing, now: r })} keep={() => change(swap(at, editing.now))} fresh={reload} />;
  return (
    <Part id="rules" title={w.rules}>
      {data.notes && <p class="faint">{w.rulesPreset}</p>}
      <div class="settings-acts">
        <button type="button" class="btn small" disabled={!!editing} onClick={() => edit({ was: null, now: { severity: "wear" } })}><Icon name="plus" size={16} />{w.rule.task}</button>
        {own && <button type="button" class="btn small ghost" disabled={!!editing} onClick={() => now({ preset: true })}>{w.rulesBack}</button>}
      </div>
      <Refused save={direct} fresh={reload} />
      {at < 0 && form}
      <ul class="batches">
        {rules.map((r, i) => at === i ? <li key={i}>{form}</li> : (
          <li key={i} class="batch">
            <div class="batch-main">
              <strong><User>{lang.value === "he" && r.hebrew ? r.hebrew : r.task}</User></strong>
              <span class="faint"><User>{appliesTo(r.applies_to)}</User> · {r.first === r.then ? pace(r.then) : `${name(w.rule.first)}: ${pace(r.first)}, ${name(w.rule.then)}: ${pace(r.then)}`}</span>
              <span class="batch-counts"><Badge>{shop().severities[r.severity ?? ""]}</Badge></span>
            </div>
            <div class="user-acts">
              <button type="button" class="btn small" disabled={!!editing} onClick={() => edit({ was: r, now: told(r) })}>{w.ruleEdit}</button>
              <button type="button" class="btn small ghost" disabled={!!editing} onClick={() => now(swap(i))}>{w.removeField}</button>
            </div>
          </li>
        ))}
      </ul>
    </Part>
  );
}

export function Offers() {
  const { data, error, reload } = useLoad<Rows<SettingRow>>(me.value?.role === "owner" ? "/v1/settings" : null);
  return <div class="settings-part" id="offers"><ErrorBox error={error} retry={reload} />{data && <Values title={words().parts.offers ?? ""} keys={["margin_floor", "category_cap"]} rows={data.rows} changed={reload} />}<Rules /></div>;
}
