// SPDX-License-Identifier: Apache-2.0
// Settings that are one value each, several in a form: all of them are kept, or none. What they are called and mean is the server's to say.
import { useRef, useState } from "preact/hooks";
import { basedOn, me, post, Problem, whoami } from "../api";
import { words as customer } from "../customer/words";
import { t, tongues } from "../i18n";
import type { Rows, SettingRow } from "../types";
import { ErrorBox } from "../ui/bits";
import { Choice, FormBox, TextField, useSave } from "../ui/form";
import { useLoad } from "../ui/load";
import { hush, say } from "../ui/snackbar";
import { words } from "./words";

/** Says that it was kept, with the way back. */
export function saved(back: () => Promise<unknown>): void {
  const undo = () => {
    hush();
    back().then(() => say({ text: customer().undone }), (e: unknown) => say({ text: e instanceof Problem ? e.detail || e.title : String(e), bad: true, stay: 12_000 }));
  };
  say({ text: words().saved, action: { label: t().today.undo, run: undo } });
}

/** Those that are no numbers; of some the browser knows what to propose, and whatever else the server takes may be typed. */
const written: Record<string, "currency" | "timeZone" | ""> = { shop: "", currency: "currency", timezone: "timeZone", address: "" };
const proposed = (kind?: "currency" | "timeZone" | "") => (kind ? Object.fromEntries(Intl.supportedValuesOf?.(kind).map((v) => [v, v]) ?? []) : undefined);

export function Values({ title, keys, rows, changed }: { title: string; keys: string[]; rows: SettingRow[]; changed: () => void }) {
  const kept = useRef<Record<string, SettingRow>>({});
  const [now, set] = useState<Record<string, string>>({});
  const row = (key: string) => kept.current[key] ?? rows.find((r) => r.key === key);
  const at = (key: string) => row(key)?.value ?? "";
  const put = async (all: Record<string, string>) => {
    for (const key in all) kept.current[key] = await post<SettingRow>(`/v1/settings/${key}`, { value: all[key], ...basedOn(row(key)?.version) });
    set({});
    if ("shop" in all || "timezone" in all) me.value = (await whoami().catch(() => null)) ?? me.value; // Both are told with who is signed in.
  };
  const fresh = () => { kept.current = {}; changed(); };
  const save = useSave(async () => {
    const was = Object.fromEntries(Object.keys(now).map((key) => [key, at(key)])), before = { ...kept.current };
    // All or none: what was taken before the one that is refused goes back.
    await put(now).catch((e: unknown) => {
      const taken = Object.keys(was).filter((key) => kept.current[key] !== before[key]);
      return put(Object.fromEntries(taken.map((key) => [key, was[key] ?? ""]))).catch(() => undefined).then(() => { set(now); throw e; });
    });
    saved(() => put(was));
  });
  return (
    <FormBox title={title} save={save} close={() => set({})} ready={Object.keys(now).length > 0} fresh={fresh}>
      {keys.flatMap((key) => rows.filter((r) => r.key === key)).map(({ key, title: label = key, help }) => {
        const field = { key, id: key, label, value: now[key] ?? at(key), set: (v: string) => set({ ...now, [key]: v }) };
        return key === "language"
          ? <Choice {...field} options={tongues} />
          : <TextField {...field} hint={help} list={proposed(written[key])} dir={key === "shop" ? "auto" : "ltr"} inputMode={key in written ? undefined : "decimal"} />;
      })}
    </FormBox>
  );
}

/** Those of the whole business. */
export function Shop() {
  const { data, error, reload } = useLoad<Rows<SettingRow>>("/v1/settings");
  const keys = ["shop", "language", "currency", "timezone", "address", "capacity", "hour", "margin", "plan_care", "plan_learn"];
  return <div class="settings-part" id="business"><ErrorBox error={error} retry={reload} />{data && <Values title={words().business} keys={keys} rows={data.rows} changed={reload} />}</div>;
}
