// SPDX-License-Identifier: Apache-2.0
// Consent is proof: each channel and purpose with its state, when, and the wording it rests on; what is lawful right now; and
// recording a new one. A consent without evidence cannot be recorded as granted.
import { useState } from "preact/hooks";
import { customerPath, mayWrite, post } from "../api";
import { fullDay } from "../format";
import { t } from "../i18n";
import { WayList } from "../today/why";
import type { Consent, Customer } from "../types";
import { Badge, Num, Part, Source, User } from "../ui/bits";
import { Ask, Choice, FormBox, TextArea, TextField, useSave } from "../ui/form";
import { Icon } from "../ui/icons";
import { say } from "../ui/snackbar";
import { words as own } from "./words";

function AddConsent({ c, close, changed }: { c: Customer; close: () => void; changed: () => void }) {
  const words = t().forms;
  const [channel, setChannel] = useState("whatsapp");
  const [purpose, setPurpose] = useState("advertising");
  const [state, setState] = useState("granted");
  const [evidence, setEvidence] = useState("");
  const [place, setPlace] = useState("");
  const save = useSave(async () => {
    const body: Record<string, string> = { channel, purpose, state };
    if (evidence.trim()) body.evidence = evidence.trim();
    if (place.trim()) body.place = place.trim();
    await post(customerPath(c.customer, "/consents"), body);
    say({ text: t().forms.saved });
    close();
    changed();
  });
  const { whatsapp, sms, mail, call } = t().channels;
  const needed = state === "granted";
  return (
    <FormBox title={words.addConsent} save={save} close={close} ready={!needed || evidence.trim() !== ""}>
      <Choice id="k-channel" label={words.channel} value={channel} set={setChannel}
              options={{ whatsapp: whatsapp ?? "", sms: sms ?? "", mail: mail ?? "", call: call ?? "" }} />
      <Choice id="k-purpose" label={words.purpose} value={purpose} set={setPurpose} options={t().purposes} />
      <Choice id="k-state" label={words.state} value={state} set={setState} options={t().states} />
      <TextField id="k-place" label={`${words.place} (${words.optional})`} value={place} set={setPlace} />
      <TextArea id="k-evidence" label={words.evidence} value={evidence} set={setEvidence} required={needed}
                hint={needed && !evidence.trim() ? words.evidenceNeeded : words.evidenceHint} />
    </FormBox>
  );
}

/** One tap, because who asks to stop must not be asked twice; the proof is that it was asked, here and now. */
function Withdraw({ c, k, close, changed }: { c: Customer; k: Consent; close: () => void; changed: () => void }) {
  const w = own();
  const what = `${t().channels[k.channel] ?? k.channel}, ${t().purposes[k.purpose] ?? k.purpose}`;
  const save = useSave(async () => {
    await post(customerPath(c.customer, "/consents"), { channel: k.channel, purpose: k.purpose, state: "withdrawn", evidence: w.withdrawProof, place: "counter" });
    say({ text: t().forms.saved });
    close();
    changed();
  });
  return <Ask label={w.withdraw} text={w.withdrawAsk(what)} yes={w.withdrawYes} save={save} close={close} />;
}

function ConsentLine({ c, k, changed }: { c: Customer; k: Consent; changed: () => void }) {
  const [asking, setAsking] = useState(false);
  return (
    <li class="consent">
      <p class="consent-line">
        <strong>{t().channels[k.channel] ?? k.channel}</strong>
        <span>{t().purposes[k.purpose] ?? k.purpose}</span>
        <Badge tone={k.state === "granted" ? "good" : k.state === "claimed" ? "warn" : "bad"}>{t().states[k.state] ?? k.state}</Badge>
      </p>
      <p class="faint">
        {[k.at && <Num>{fullDay(k.at)}</Num>, k.evidence && <User>{k.evidence}</User>, k.place && <User>{t().touchpoints[k.place] ?? k.place}</User>, k.source && <Source source={k.source} />]
          .filter(Boolean).map((part, i) => <span key={i}>{i > 0 && " · "}{part}</span>)}
      </p>
      {k.state === "granted" && mayWrite() && !asking && <button type="button" class="expand" onClick={() => setAsking(true)}>{own().withdraw}</button>}
      {asking && <Withdraw c={c} k={k} close={() => setAsking(false)} changed={changed} />}
    </li>
  );
}

export function ConsentPart({ c, changed }: { c: Customer; changed: () => void }) {
  const words = t().customer;
  const [adding, setAdding] = useState(false);
  return (
    <Part id="consent" title={words.consent} n={c.consent?.length ?? 0} action={mayWrite() && !adding && (
      <button type="button" class="btn small" onClick={() => setAdding(true)}><Icon name="plus" size={16} />{t().forms.addConsent}</button>
    )}>
      {adding && <AddConsent c={c} close={() => setAdding(false)} changed={changed} />}
      {!c.consent?.length ? <p class="faint">{words.consentNone}</p>
        : <ul class="consents">{c.consent.map((k, i) => <ConsentLine key={`${k.channel}${k.purpose}${k.at ?? i}`} c={c} k={k} changed={changed} />)}</ul>}
      {!!c.ways?.length && <h3 class="why-sub">{words.lawful}</h3>}
      <WayList ways={c.ways} />
    </Part>
  );
}
