// SPDX-License-Identifier: Apache-2.0
// The sign-up pages of the business, their printed posters, and the tablet on the counter.
import { useState } from "preact/hooks";
import { basedOn, fresh, leads, post, remove } from "../api";
import { count } from "../format";
import { lang, t } from "../i18n";
import { leave } from "../leave";
import type { FormRow, Rows } from "../types";
import { Badge, Empty, ErrorBox, Ltr, Num, PageTitle, Part, Skeleton } from "../ui/bits";
import { Ask, Checks, FormBox, TextArea, TextField, useSave } from "../ui/form";
import { Icon } from "../ui/icons";
import { useLoad } from "../ui/load";
import { say } from "../ui/snackbar";
import { words } from "./words";

function Add({ close, done }: { close: () => void; done: () => void }) {
  const w = words();
  const [form, setForm] = useState("club");
  const [heTitle, setHeTitle] = useState(w.presetHe);
  const [enTitle, setEnTitle] = useState(w.presetEn);
  const [heText, setHeText] = useState(w.presetHeText);
  const [enText, setEnText] = useState(w.presetEnText);
  const [channels, setChannels] = useState(["sms", "whatsapp", "mail"]);
  const [asks, setAsks] = useState(["name", "phone", "mail"]);
  const [twice, setTwice] = useState(false);
  const save = useSave(async () => {
    await post("/v1/forms", {
      form: form.trim(), he_title: heTitle.trim(), en_title: enTitle.trim(), he_text: heText.trim(), en_text: enText.trim(),
      channels: channels.join(","), asks: asks.join(","), double_opt_in: twice, ...fresh,
    });
    say({ text: w.added });
    done();
  });
  const { whatsapp, sms, mail, call } = t().channels;
  return (
    <FormBox title={w.addTitle} save={save} close={close} ready={/^[a-z0-9-]+$/.test(form.trim()) && heTitle.trim() !== ""}>
      <TextField id="j-key" label={w.key} value={form} set={setForm} required autoFocus dir="ltr" hint={w.keyHint} />
      <TextField id="j-he" label={w.heTitle} value={heTitle} set={setHeTitle} required />
      <TextField id="j-en" label={w.enTitle} value={enTitle} set={setEnTitle} />
      <TextArea id="j-het" label={w.heText} value={heText} set={setHeText} />
      <TextArea id="j-ent" label={w.enText} value={enText} set={setEnText} />
      <Checks label={w.channels} value={channels} set={setChannels} options={{ sms: sms ?? "", whatsapp: whatsapp ?? "", mail: mail ?? "", call: call ?? "" }} />
      <Checks label={w.asks} value={asks} set={setAsks} options={w.asked} />
      <label class="check-line wide"><input type="checkbox" checked={twice} onChange={(e) => setTwice(e.currentTarget.checked)} />{w.twice}</label>
    </FormBox>
  );
}

function FormPart({ row, may, changed }: { row: FormRow; may: boolean; changed: () => void }) {
  const w = words();
  const [asking, setAsking] = useState<"" | "tablet" | "remove">("");
  const [poster, setPoster] = useState<string>(lang.value);
  const path = encodeURIComponent(row.form);
  const title = (lang.value === "he" ? row.he_title : row.en_title) || row.he_title || row.en_title || row.form;
  const src = `/v1/forms/${path}/poster?lang=${poster}`;
  const drop = useSave(async () => {
    await remove(`/v1/forms/${path}`, basedOn(row.version));
    changed();
  });
  const tablet = async () => {
    await leave();
    location.replace(`/join/${path}?lang=${lang.value}#tablet`); // Nothing that was on the screens before is behind a step back.
  };
  return (
    <Part id={`form-${row.form}`} title={title} action={typeof row.joined === "number" ? <Badge tone="good"><Num>{w.joined(count(row.joined))}</Num></Badge> : undefined}>
      <p class="faint"><Ltr>{`${location.host}/join/${row.form}`}</Ltr></p>
      <div class="poster">
        <img src={src} width={210} height={297} alt={w.poster(w.langs[poster] ?? poster)} />
        <div class="poster-acts">
          <div class="segments" role="group" aria-label={t().language}>
            {["he", "en"].map((l) => <button key={l} type="button" class={l === poster ? "segment on" : "segment"} aria-pressed={l === poster} onClick={() => setPoster(l)}>{w.langs[l]}</button>)}
          </div>
          <a class="btn primary" href={src} target="_blank" rel="noopener"><Icon name="print" size={18} />{w.print}</a>
          <a class="btn" href={`/join/${path}?lang=${lang.value}`} target="_blank" rel="noopener"><Icon name="eye" size={18} />{w.open}</a>
          <button type="button" class="btn" aria-expanded={asking === "tablet"} onClick={() => setAsking(asking === "tablet" ? "" : "tablet")}><Icon name="tablet" size={18} />{w.tablet}</button>
          {may && <button type="button" class="btn ghost" aria-expanded={asking === "remove"} onClick={() => setAsking(asking === "remove" ? "" : "remove")}>{w.remove}</button>}
        </div>
      </div>
      {asking === "remove" && <Ask text={w.removeAsk(title)} yes={w.removeYes} save={drop} close={() => setAsking("")} fresh={changed} />}
      {asking === "tablet" && (
        <div class="ask">
          <p>{w.tabletHint}</p>
          <div class="form-acts">
            <button type="button" class="btn primary" onClick={() => void tablet()}>{w.tabletGo}</button>
            <button type="button" class="btn ghost" onClick={() => setAsking("")}>{t().forms.cancel}</button>
          </div>
        </div>
      )}
    </Part>
  );
}

export function Poster() {
  const w = words();
  const { data, error, reload } = useLoad<Rows<FormRow>>("/v1/forms");
  const [adding, setAdding] = useState(false);
  const may = leads();
  const done = () => { setAdding(false); reload(); };
  return (
    <main id="main" class="narrow">
      <PageTitle title={w.title} help={w.help}>
        {may && !adding && <button type="button" class="btn" onClick={() => setAdding(true)}><Icon name="plus" size={18} />{w.add}</button>}
      </PageTitle>
      {adding && <Add close={() => setAdding(false)} done={done} />}
      <ErrorBox error={error} retry={reload} />
      {!data && error === null && <Skeleton rows={2} />}
      {data && data.rows.length === 0 && !adding && (
        <Empty icon="consent" title={w.none} hint={w.noneHint}>
          {may && <button type="button" class="btn primary" onClick={() => setAdding(true)}><Icon name="plus" size={18} />{w.add}</button>}
        </Empty>
      )}
      {data?.rows.map((r) => <FormPart key={r.form} row={r} may={may} changed={reload} />)}
    </main>
  );
}
