// SPDX-License-Identifier: Apache-2.0
// Which kinds of detail sellers and readers do not get to see. The server leaves them out; the desk never has them.
import { useState } from "preact/hooks";
import { post } from "../api";
import { words as customer } from "../customer/words";
import { t } from "../i18n";
import type { Rows, SettingRow } from "../types";
import { ErrorBox, Part, Skeleton } from "../ui/bits";
import { Checks, useSave } from "../ui/form";
import { useLoad } from "../ui/load";
import { say } from "../ui/snackbar";
import { words } from "./words";

export const listOf = (rows: SettingRow[], key: string) => (rows.find((r) => r.key === key)?.value ?? "").split(",").map((s) => s.trim()).filter(Boolean);

function Role({ role, given }: { role: "seller" | "reader"; given: string[] }) {
  const w = words();
  const [hidden, setHidden] = useState(given);
  const save = useSave(async () => {
    await post(`/v1/settings/hide_${role}`, { value: hidden.join(",") });
    say({ text: w.saved });
  });
  const name = t().more.roles[role] ?? role;
  return (
    <Part id={`hide-${role}`} title={name}>
      <Checks label={w.hideFrom(name)} value={hidden} set={setHidden} options={customer().classes} />
      {save.error !== null && <ErrorBox error={save.error} />}
      <button type="button" class="btn primary" disabled={save.busy} onClick={save.run}>{t().forms.save}</button>
    </Part>
  );
}

export function Hidden() {
  const { data, error, reload } = useLoad<Rows<SettingRow>>("/v1/settings");
  if (error !== null) return <ErrorBox error={error} retry={reload} />;
  if (!data) return <Skeleton rows={2} />;
  return <><Role role="seller" given={listOf(data.rows, "hide_seller")} /><Role role="reader" given={listOf(data.rows, "hide_reader")} /></>;
}
