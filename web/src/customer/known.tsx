// SPDX-License-Identifier: Apache-2.0
// Contact points, assets and the source records that stand behind the customer.
import { fullDay } from "../format";
import { t } from "../i18n";
import type { Customer } from "../types";
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
            const shown = k.display || k.value;
            return (
              <div key={k.kind + k.value}>
                <dt>{t().contactKinds[k.kind] ?? k.kind}</dt>
                <dd>
                  <span class="contact">
                    {k.kind === "address" ? <User>{shown}</User> : <Ltr>{shown}</Ltr>}
                    {!!navigator.clipboard && (
                      <button type="button" class="icon-btn tiny" aria-label={words.copy(shown)} onClick={() => copy(shown)}><Icon name="note" size={15} /></button>
                    )}
                  </span>
                  <span class="faint fact-src">
                    <Source source={k.source} />{k.since && <>{k.source && " · "}<Num>{fullDay(k.since)}</Num></>}
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

export function Sources({ c }: { c: Customer }) {
  const words = t().customer;
  const links = (c.links ?? []).map((l) => [l.sentence, l.why, l.reason].find((v): v is string => typeof v === "string")).filter(Boolean);
  if (!c.sources?.length && !links.length) return null;
  return (
    <Part id="sources" title={words.sources} quiet>
      <ul class="plain-list sources">
        {c.sources?.map((s, i) => (
          <li key={i} class="faint"><User>{s.source ?? ""}</User>{s.key && <> · <Ltr>{s.key}</Ltr></>}</li>
        ))}
      </ul>
      {links.length > 0 && <><h3 class="why-sub">{words.links}</h3><ul class="plain-list">{links.map((l) => <li key={l} class="faint" dir="auto">{l}</li>)}</ul></>}
    </Part>
  );
}
