// SPDX-License-Identifier: Apache-2.0
// Contact points, assets and the source records that stand behind the customer.
import { fullDay } from "../format";
import { t } from "../i18n";
import type { Customer, Link, SourceRow } from "../types";
import { Ltr, Num, Part, Source, User } from "../ui/bits";
import { Icon } from "../ui/icons";
import { say } from "../ui/snackbar";

function copy(v: string): void {
  navigator.clipboard?.writeText(v).then(() => say({ text: t().customer.copied, stay: 2500 }), () => undefined);
}

export function Contacts({ c }: { c: Customer }) {
  const words = t().customer;
  return (
    <Part id="contacts" title={words.contacts}>
      {!c.contacts?.length ? <p class="faint">{words.contactsNone}</p> : (
        <dl class="facts">
          {c.contacts.map((k) => {
            // A customer number carries the name of its numbering before the colon.
            const shown = k.kind === "key" ? k.value.replace(/^.*:/, "") : k.display || k.value;
            return (
              <div key={k.kind + k.value}>
                <dt>{t().contactKinds[k.kind] ?? k.kind}</dt>
                <dd>
                  <span class="contact">
                    {k.kind === "address" ? <User>{shown}</User> : <Ltr>{shown}</Ltr>}
                    {!!navigator.clipboard && (
                      <button type="button" class="icon-btn tiny" aria-label={words.copy(shown)} onClick={() => copy(shown)}><Icon name="copy" size={15} /></button>
                    )}
                  </span>
                  <span class="faint fact-src">
                    <Source source={k.source} when={k.since} />{k.until && <> · {words.until(fullDay(k.until))}</>}
                  </span>
                </dd>
              </div>
            );
          })}
        </dl>
      )}
    </Part>
  );
}

function attributes(a: Record<string, unknown> | string | null | undefined): [string, string][] {
  if (!a) return [];
  if (typeof a === "string") {
    try {
      return attributes(JSON.parse(a) as Record<string, unknown>);
    } catch {
      return [["", a]];
    }
  }
  return Object.entries(a).map(([k, v]) => [k, typeof v === "object" ? JSON.stringify(v) : String(v)]);
}

export function Assets({ c }: { c: Customer }) {
  if (!c.assets?.length) return null;
  return (
    <Part id="assets" title={t().customer.assets}>
      <dl class="facts">
        {c.assets.map((a) => (
          <div key={a.asset}>
            <dt><User>{a.kind}</User></dt>
            <dd>
              <User>{a.name}</User>
              <span class="faint fact-src">
                {attributes(a.attributes).map(([k, v], i) => <span key={k}>{i > 0 && " · "}<User>{k && `${k}: `}{v}</User></span>)}
              </span>
            </dd>
          </div>
        ))}
      </dl>
    </Part>
  );
}

/** Source records that were joined to this customer, and by what; the raw rows are kept, so every join can be undone. */
export function Sources({ c }: { c: Customer }) {
  const words = t().customer;
  const rows = c.links?.length ? c.links : (c.sources ?? []);
  if (!rows.length) return null;
  return (
    <Part id="sources" title={words.sources} quiet>
      <ul class="plain-list sources">
        {rows.map((s: Link & SourceRow, i) => {
          const said = s.said && typeof s.said.name === "string" ? s.said.name : "";
          const why = s.why ? words.joined(t().contactKinds[s.why] ?? s.why) : "";
          return (
            <li key={i}>
              <User>{t().sources[s.source ?? ""] ?? s.source ?? ""}</User>
              <span class="faint">
                {[said && <User>{said}</User>, s.key && <Ltr>{s.key}</Ltr>, why, s.at && <Num>{fullDay(s.at)}</Num>]
                  .filter(Boolean).map((part, k) => <span key={k}>{" · "}{part}</span>)}
              </span>
            </li>
          );
        })}
      </ul>
    </Part>
  );
}
