// SPDX-License-Identifier: Apache-2.0
// Contact points, assets and the source records that stand behind the customer.
import { useState } from "preact/hooks";
import { basedOn, customerPath, mayWrite, patch, post } from "../api";
import { fullDay } from "../format";
import { t } from "../i18n";
import { customerHref } from "../route";
import type { Asset, Customer, Link, SourceRow } from "../types";
import { Ltr, Num, Part, Source, User } from "../ui/bits";
import { Ask, FormBox, TextArea, TextField, useSave } from "../ui/form";
import { Icon } from "../ui/icons";
import { say } from "../ui/snackbar";
import { kept } from "./undo";
import { words as own } from "./words";

function copy(v: string): void {
  navigator.clipboard?.writeText(v).then(() => say({ text: t().customer.copied, stay: 2500 }), () => undefined);
}

function AddContact({ c, close, changed }: { c: Customer; close: () => void; changed: () => void }) {
  const [value, setValue] = useState("");
  const save = useSave(async () => {
    await patch(customerPath(c.customer), { field: value.includes("@") ? "mail" : "phone", value: value.trim() });
    kept(c.customer, changed);
    close();
    changed();
  });
  return (
    <FormBox title={t().customer.addContact} save={save} close={close} ready={value.trim() !== ""}>
      <TextField id="p-value" label={`${t().customers.phone} / ${t().customers.mail}`} value={value} set={setValue} required autoFocus dir="ltr" wide />
    </FormBox>
  );
}

export function Contacts({ c, changed }: { c: Customer; changed: () => void }) {
  const words = t().customer;
  const [adding, setAdding] = useState(false);
  return (
    <Part id="contacts" title={words.contacts} n={c.contacts?.length ?? 0} action={mayWrite() && !adding && (
      <button type="button" class="btn small" onClick={() => setAdding(true)}><Icon name="plus" size={16} />{words.addContact}</button>
    )}>
      {adding && <AddContact c={c} close={() => setAdding(false)} changed={changed} />}
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

/** "plate: 12-345-67" a line: what is behind the colon belongs to what is before it. */
function readAttributes(text: string): Record<string, string> {
  const pairs = text.split(/\n|;/).map((line) => /^\s*([^:：]+)[:：]\s*(.+?)\s*$/.exec(line)).filter((m) => m !== null);
  return Object.fromEntries(pairs.map((m) => [(m[1] ?? "").trim(), m[2] ?? ""]));
}

function AddAsset({ c, close, changed }: { c: Customer; close: () => void; changed: () => void }) {
  const words = t().forms;
  const [kind, setKind] = useState("");
  const [name, setName] = useState("");
  const [more, setMore] = useState("");
  const save = useSave(async () => {
    const own = Object.entries(t().assetKinds).find(([, text]) => text === kind.trim())?.[0];
    const known = readAttributes(more);
    await post(customerPath(c.customer, "/assets"), { kind: own ?? kind.trim(), name: name.trim(), ...(Object.keys(known).length ? { attributes: known } : {}) });
    kept(c.customer, changed);
    close();
    changed();
  });
  const kinds = Object.fromEntries(Object.values(t().assetKinds).map((k) => [k, k]));
  return (
    <FormBox title={words.addAsset} save={save} close={close} ready={kind.trim() !== "" && name.trim() !== ""}>
      <TextField id="as-kind" label={words.assetKind} value={kind} set={setKind} required autoFocus list={kinds} />
      <TextField id="as-name" label={words.assetName} value={name} set={setName} required />
      <TextArea id="as-more" label={words.assetMore} value={more} set={setMore} hint={words.assetMoreHint} />
    </FormBox>
  );
}

/** Kept as one more detail of the thing: the day since which it is there no more. */
const endOf = (a: Asset) => attributes(a.attributes).find(([k]) => k === "until")?.[1];

function AssetRow({ c, asset: a, changed }: { c: Customer; asset: Asset; changed: () => void }) {
  const w = own();
  const [asking, setAsking] = useState(false);
  const end = endOf(a);
  const details = attributes(a.attributes);
  const kind = t().assetKinds[a.kind] ?? a.kind;
  const save = useSave(async () => {
    await post(customerPath(c.customer, "/assets"), { kind: a.kind, name: a.name, attributes: { ...Object.fromEntries(details), until: new Date().toLocaleDateString("sv-SE") }, ...basedOn(c.version) });
    kept(c.customer, changed);
    setAsking(false);
    changed();
  });
  return (
    <div class={end ? "ended" : undefined}>
      <dt><User>{kind}</User></dt>
      <dd>
        <span class="contact">
          <User>{a.name}</User>
          {mayWrite() && !end && !asking && (
            <button type="button" class="icon-btn tiny" aria-label={`${w.endAsset}: ${a.name}`} title={w.endAsset} onClick={() => setAsking(true)}><Icon name="cross" size={15} /></button>
          )}
        </span>
        <span class="faint fact-src">
          {end && <>{t().customer.until(fullDay(end))} </>}
          {details.filter(([k]) => k !== "until").map(([k, v], i) => <span key={k}>{i > 0 && " · "}<User>{k && `${k}: `}{v}</User></span>)}
        </span>
        {asking && <Ask label={w.endAsset} text={w.endAssetAsk(`${kind}: ${a.name}`)} yes={w.endAssetYes} save={save} close={() => setAsking(false)} fresh={changed} />}
      </dd>
    </div>
  );
}

export function Assets({ c, changed }: { c: Customer; changed: () => void }) {
  const [adding, setAdding] = useState(false);
  if (!c.assets?.length && !mayWrite()) return null;
  return (
    <Part id="assets" title={own().has[c.gender ?? ""] ?? t().customer.assets} n={c.assets?.length ?? 0} action={mayWrite() && !adding && (
      <button type="button" class="btn small" onClick={() => setAdding(true)}><Icon name="plus" size={16} />{t().forms.addAsset}</button>
    )}>
      {adding && <AddAsset c={c} close={() => setAdding(false)} changed={changed} />}
      {!c.assets?.length ? !adding && <p class="faint">{t().customer.assetsNone}</p> : (
        <dl class="facts">
          {[...c.assets].sort((a, b) => Number(!!endOf(a)) - Number(!!endOf(b))).map((a) => <AssetRow key={a.asset} c={c} asset={a} changed={changed} />)}
        </dl>
      )}
    </Part>
  );
}

/** Who lives with him: customers of their own. */
export function Household({ c }: { c: Customer }) {
  const others = c.household?.members.filter((m) => m.customer !== c.customer) ?? [];
  if (!others.length) return null;
  return (
    <Part id="household" title={t().customer.household} n={others.length} quiet>
      <ul class="plain-list">
        {others.map((m) => <li key={m.customer}><a href={customerHref(m.customer)}><User>{m.name}</User></a> <span class="faint">{m.why}</span></li>)}
      </ul>
    </Part>
  );
}

/** Source records that were joined to this customer, and by what; the raw rows are kept, so every join can be undone. */
export function Sources({ c }: { c: Customer }) {
  const words = t().customer;
  const rows = c.links?.length ? c.links : (c.sources ?? []);
  if (!rows.length) return null;
  return (
    <Part id="sources" title={words.sources} n={rows.length} quiet>
      <ul class="plain-list sources">
        {rows.map((s: Link & SourceRow, i) => {
          const said = s.said && typeof s.said.name === "string" ? s.said.name : "";
          const why = s.why === "first" ? words.first : s.why ? words.joined(t().contactKinds[s.why] ?? s.why) : "";
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
