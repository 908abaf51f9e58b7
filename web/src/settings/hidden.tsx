// SPDX-License-Identifier: Apache-2.0
// Which kinds of detail sellers and readers do not get to see. The server leaves them out; the desk never has them.
import { useState } from "preact/hooks";
import { basedOn, post } from "../api";
import { words as customer } from "../customer/words";
import { t } from "../i18n";
import type { Rows, SettingRow } from "../types";
import { ErrorBox, Part, Skeleton } from "../ui/bits";
import { Checks, Refused, useSave } from "../ui/form";
import { useLoad } from "../ui/load";
import { say } from "../ui/snackbar";
import { words } from "./words";

const listOf = (row?: SettingRow) => (row?.value ?? "").split(",").map((s) => s.trim()).filter(Boolean);

function Role({ role, rows, changed }: { role: "seller" | "reader"; rows: SettingRow[]; changed: () => void }) {
  const w = words();
  const key = `hide_${role}`, row = rows.find((r) => r.key === key);
  const [hidden, setHidden] = useState(() => listOf(row));
  const save = useSave(async () => {
    await post(`/v1/settings/${key}`, { value: hidden.join(","), ...basedOn(row?.version) });
    say({ text: w.saved });
    changed();
  });
  const name = t().more.roles[role] ?? role;
  return (
    <Part id={`hide-${role}`} title={name}>
      <Checks label={row?.title ?? name} value={hidden} set={setHidden} options={customer().classes} />
      <Refused save={save} fresh={changed} />
      <button type="button" class="btn primary" disabled={save.busy} onClick={save.run}>{t().forms.save}</button>
    </Part>
  );
}

export function Hidden() {
  const { data, error, reload } = useLoad<Rows<SettingRow>>("/v1/settings");
  if (error !== null) return <ErrorBox error={error} retry={reload} />;
  if (!data) return <Skeleton rows={2} />;
  return <><Role role="seller" rows={data.rows} changed={reload} /><Role role="reader" rows={data.rows} changed={reload} /></>;
}
