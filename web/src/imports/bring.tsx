// SPDX-License-Identifier: Apache-2.0
// Bringing a file in: choose or drop it, see what it is and what would happen, correct how columns are understood, import, and look
// at what came of it. Nothing is kept before the last button, and everything can be taken back after it.
import { useEffect, useRef, useState } from "preact/hooks";
import { api, follow, get, post, Problem, sendFile } from "../api";
import { count } from "../format";
import { t } from "../i18n";
import { importHref } from "../route";
import { Learn } from "../today/learn";
import { drop as dropDetails } from "../today/details";
import type { ImportResult, Job, Mapping, Rows } from "../types";
import { Badge, ErrorBox, FileName, Num, Part, User } from "../ui/bits";
import { Choice, TextField } from "../ui/form";
import { Icon } from "../ui/icons";
import { kept, remember } from "../ui/load";
import { Progress, Working } from "../ui/working";
import { Columns, Preview } from "./columns";
import { chosen, dropped, together, type Dropped } from "./dropped";

type Step =
  | { at: "choose" }
  | { at: "sending"; file: File; sent: number; abort: AbortController }
  | { at: "running"; job: Job | null; dry: boolean }
  | { at: "look"; upload: string; look: ImportResult; mapping: Mapping | null; /** The name of whose numbers these are, when it is another than the file's own. */ source?: string; changed: boolean }
  | { at: "done"; result: ImportResult };

const size = (bytes: number) => (bytes >= 1e6 ? `${count(bytes / 1e6, 1)} MB` : `${count(Math.max(1, bytes / 1e3), 0)} kB`);

function Chooser({ take }: { take: (f: Dropped[]) => void }) {
  const words = t().bring;
  const [over, setOver] = useState(false);
  const pick = (e: { currentTarget: HTMLInputElement }) => {
    const files = chosen(e.currentTarget.files ?? []);
    e.currentTarget.value = "";
    if (files.length) take(files);
  };
  return (
    <div class="chooser">
    <label class={over ? "drop-zone over" : "drop-zone"}
           onDragOver={(e) => { e.preventDefault(); setOver(true); }} onDragLeave={() => setOver(false)}
           onDrop={(e) => { e.preventDefault(); setOver(false); if (e.dataTransfer) void dropped(e.dataTransfer).then(take, () => undefined); }}>
      <span class="empty-icon"><Icon name="imports" size={30} /></span>
      <strong>{words.choose}</strong>
      <span class="faint">{words.chooseHint}</span>
      <span class="btn primary" aria-hidden="true">{words.pick}</span>
      <input id="bring-file" type="file" multiple class="drop-input" onChange={pick} />
    </label>
    <p class="chooser-more">
      <label class="btn ghost small">{words.pickFolder}
        <input id="bring-folder" type="file" class="hidden-input" {...{ webkitdirectory: true }} onChange={pick} />
      </label>
      <span class="faint">{words.folderHint}</span>
    </p>
    </div>
  );
}

function Counts({ r, dry }: { r: ImportResult; dry: boolean }) {
  const words = t().bring;
  const facts: [number, (n: number, s: string) => string, "plain" | "good" | "warn"][] = [
    [r.customers_new, words.counts.customersNew, "good"], [r.customers_joined ?? 0, words.counts.joined, "good"], [r.customers_review ?? 0, words.counts.review, "warn"], [r.customers_updated, words.counts.customersUpdated, "plain"],
    [r.sales_new, words.counts.sales, "good"], [r.updated, words.counts.updated, "plain"], [r.items_new, words.counts.items, "plain"], [r.same, words.counts.same, "plain"], [r.sales_moved ?? 0, words.counts.moved, "warn"], [r.between ?? 0, words.counts.between, "warn"], [r.bad, words.counts.bad, "warn"],
  ];
  return (
    <>
      <p class="lead">{dry ? words.wouldBe(count(r.rows)) : words.was(count(r.rows))}</p>
      <ul class="count-list">
        {facts.filter(([n]) => n > 0).map(([n, say, tone], i) => <li key={i}><Badge tone={tone}>{say(n, count(n))}</Badge></li>)}
        {facts.every(([n]) => n === 0) && <li><Badge>{words.counts.nothing}</Badge></li>}
      </ul>
    </>
  );
}

/** What stands in the notes about bad rows and dry runs is said by the screen itself. */
function Notes({ notes }: { notes: string[] | undefined }) {
  if (!notes?.length) return null;
  return <ul class="plain-list import-notes">{notes.map((n) => <li key={n}><User>{n}</User></li>)}</ul>;
}

/** A workbook has several sheets, and each is a table of its own. */
function Sheets({ look, choose }: { look: ImportResult; choose: (sheet: string) => void }) {
  const words = t().bring;
  if (!look.sheet || !look.sheets || look.sheets.length < 2) return null;
  return (
    <div class="form-grid">
      <Choice id="sheet" label={words.sheet} value={look.sheet} set={choose} options={Object.fromEntries(look.sheets.map((s) => [s, s]))} />
    </div>
  );
}

const badName = (kind: string) => `bad-rows.${({ xlsx: "xlsx", vcard: "vcf", ndjson: "ndjson", whatsapp: "txt" } as Record<string, string>)[kind] ?? "csv"}`;

function BadRows({ r }: { r: ImportResult }) {
  const words = t().bring;
  if (!r.bad || !r.bad_file) return null;
  return (
    <div class="bad-rows">
      <p><strong>{words.badTitle(r.bad)}</strong> {words.badHint}</p>
      <a class="btn small" href={r.bad_file} download={badName(r.kind)}><Icon name="import" size={16} />{words.badGet}</a>
    </div>
  );
}

/** A file that was looked at waits here for who went to see something else and comes back. */
const waiting = () => kept<Step & { at: "look" }>("bring");

export function Bring({ changed, alone }: { changed: () => void; alone: (on: boolean) => void }) {
  const words = t().bring;
  const [step, setStep] = useState<Step>(waiting() ?? { at: "choose" });
  const [error, setError] = useState<unknown>(null);
  const upload = useRef<string | null>(waiting()?.upload ?? null);
  const head = useRef<HTMLHeadingElement>(null);
  const alive = useRef(true);
  /** A file was brought here: what runs for somebody else is no longer shown in its place. */
  const own = useRef(!!waiting());

  const fail = (e: unknown, back: Step) => {
    if (!alive.current || (e instanceof DOMException && e.name === "AbortError")) return;
    setStep(back);
    setError(e instanceof Problem && e.cancelled ? null : e);
  };
  const forget = () => {
    if (upload.current) void api("DELETE", `/v1/uploads/${upload.current}`, undefined, { plain: true }).catch(() => undefined);
    upload.current = null;
  };
  const finished = (r: ImportResult, source?: string) => {
    if (!alive.current) return;
    if (r.dry_run && upload.current) setStep({ at: "look", upload: upload.current, look: r, mapping: r.mapping ?? null, source, changed: false });
    else if (r.dry_run) setStep({ at: "choose" });
    else {
      dropDetails();
      setStep({ at: "done", result: r });
      changed();
    }
  };
  const run = (dry: boolean, mapping: Mapping | null, back: Step, source?: string) => {
    setError(null);
    setStep({ at: "running", job: null, dry });
    post<ImportResult>("/v1/import", { upload: upload.current, dry_run: dry, ...(mapping ? { mapping } : {}), ...(source ? { source } : {}) },
                       { working: (job) => { if (alive.current) setStep({ at: "running", job, dry }); } })
      .then((r) => finished(r, source), (e) => fail(e, back));
  };
  const take = async (files: Dropped[]) => {
    own.current = true;
    setError(null);
    forget();
    const file = await together(files).catch(() => null);
    if (!file) { setError(new Problem(0, words.tooMany, "", words.tooManyHint)); return; }
    const abort = new AbortController();
    setStep({ at: "sending", file, sent: 0, abort });
    sendFile(file, abort.signal, (sent) => setStep((s) => (s.at === "sending" ? { ...s, sent } : s))).then(
      (u) => {
        upload.current = u.upload;
        run(true, null, { at: "choose" });
      },
      (e) => fail(e, { at: "choose" }));
  };
  // Whoever comes back, or opens another window, sees the import that runs.
  useEffect(() => {
    alive.current = true;
    get<Rows<Job>>("/v1/jobs").then((jobs) => {
      const job = jobs.rows.find((j) => j.op === "import" && (j.state === "running" || j.state === "cancelling"));
      const here = () => alive.current && !own.current;
      if (job && here()) follow<ImportResult>(job, { working: (j) => { if (here()) setStep({ at: "running", job: j, dry: false }); } })
        .then((r) => { if (here()) finished(r); }, (e) => { if (here()) fail(e, { at: "choose" }); });
    }, () => undefined);
    return () => { alive.current = false; };
  }, []);
  useEffect(() => { remember("bring", step.at === "look" ? step : undefined); }, [step]);
  useEffect(() => alone(step.at !== "choose" && step.at !== "done"), [step.at]);
  // Each step begins at its heading, for the keyboard and for who listens.
  useEffect(() => { if (step.at === "look" || step.at === "done") head.current?.focus(); }, [step.at]);

  const another = () => { forget(); setError(null); setStep({ at: "choose" }); };
  return (
    <div class="bring">
      <ErrorBox error={error} />
      {step.at === "choose" && <Chooser take={(f) => void take(f)} />}
      {step.at === "sending" && (
        <Progress label={words.sending} done={step.sent} total={step.file.size} detail={size(step.file.size)} cancel={() => { step.abort.abort(); setStep({ at: "choose" }); }} />
      )}
      {step.at === "running" && (step.job ? <Working job={step.job} label={step.dry ? words.looking : words.importing} />
        : <Progress label={step.dry ? words.looking : words.importing} done={0} total={0} />)}
      {step.at === "look" && (
        <div class="look">
          <h2 ref={head} tabIndex={-1} class="look-title"><FileName name={step.look.file} /></h2>
          <p class="faint">{words.kinds[step.look.kind] ?? step.look.kind}{step.look.charset && <> · <Num>{step.look.charset}</Num></>}</p>
          {step.look.recognised && <p class="recognised"><Icon name="check" size={18} />{step.look.recognised}</p>}
          <Sheets look={step.look} choose={(sheet) => run(true, { version: 1, sheet }, step, step.source)} />
          <Counts r={step.look} dry />
          <Notes notes={step.look.notes?.slice(0, -1)} />
          <BadRows r={step.look} />
          <div class="form-acts look-acts">
            {step.changed ? <button type="button" class="btn primary" onClick={() => run(true, step.mapping, step, step.source)}>{words.again}</button>
              : <button type="button" class="btn primary" disabled={step.look.new + step.look.updated === 0} onClick={() => run(false, step.mapping, step, step.source)}>{words.go}</button>}
            <button type="button" class="btn ghost" onClick={another}>{words.other}</button>
            {step.look.new + step.look.updated === 0 && !step.changed && <span class="faint">{words.nothingNew}</span>}
          </div>
          {step.mapping && <Columns look={step.look} mapping={step.mapping} change={(mapping) => setStep({ ...step, mapping, changed: true })} />}
          <TextField id="source" label={words.source} hint={words.sourceHint} value={step.source ?? step.look.source ?? ""} set={(source) => setStep({ ...step, source, changed: true })} />
          {!step.changed && <Preview look={step.look} />}
        </div>
      )}
      {step.at === "done" && (
        <Part id="import-done" title={words.done}>
          <h3 ref={head} tabIndex={-1} class="look-title"><FileName name={step.result.file} /></h3>
          <Counts r={step.result} dry={false} />
          <Notes notes={step.result.notes} />
          <BadRows r={step.result} />
          {step.result.sales_new > 0 && <Learn auto />}
          <div class="form-acts">
            <button type="button" class="btn" onClick={another}>{words.more}</button>
            {step.result.batch && <a class="btn" href={importHref(step.result.batch)}>{words.toPage}</a>}
          </div>
        </Part>
      )}
    </div>
  );
}
