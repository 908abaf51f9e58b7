// SPDX-License-Identifier: Apache-2.0
// One part of the settings, by its name in the address.
import type { ComponentType } from "preact";
import { me } from "../api";
import { Empty, PageTitle } from "../ui/bits";
import { Icon } from "../ui/icons";
import { Audit } from "./audit";
import { Backup } from "./backup";
import { Demo } from "./demo";
import { Fields } from "./fields";
import { Hidden } from "./hidden";
import { Keys } from "./keys";
import { Mine } from "./me";
import { Offers } from "./offers";
import { Users } from "./users";
import { Shop } from "./values";
import { words } from "./words";

const parts: Record<string, ComponentType> = { me: Mine, shop: Shop, users: Users, offers: Offers, fields: Fields, hidden: Hidden, keys: Keys, audit: Audit, backup: Backup, demo: Demo };
/** Which part asks for which role; the server holds it, this only says so before the question. */
export const mayOpen = (part: string, role = me.value?.role ?? "reader") =>
  part === "me" || role === "owner" || (role === "manager" && (part === "fields" || part === "offers"));

export function Settings({ part }: { part: string }) {
  const w = words();
  const Part = parts[part];
  return (
    <main id="main" class="narrow settings">
      <a class="back-link" href="#/more"><Icon name="back" size={18} mirror />{w.back}</a>
      <PageTitle title={w.parts[part] ?? w.business} help={w.hints[part]} />
      {!Part ? null : mayOpen(part) ? <Part /> : <Empty icon="shield" title={w.forOwner} />}
    </main>
  );
}
