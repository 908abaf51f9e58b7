// SPDX-License-Identifier: Apache-2.0
// How far something long is, and the way to end it. A screen reader hears the stage, not every step.
import { cancelJob } from "../api";
import { count } from "../format";
import { t } from "../i18n";
import type { Job } from "../types";
import { Num } from "./bits";

export function Progress({ label, done, total, detail, cancel, ending }: {
  label: string; done: number; total: number; detail?: string; cancel?: () => void; ending?: boolean;
}) {
  const words = t().working;
  const part = total > 0 ? Math.min(1, done / total) : null;
  return (
    <div class="working">
      <p class="working-line" role="status"><strong>{ending ? words.ending : label}</strong></p>
      <progress class="bar" aria-label={label} value={part ?? undefined} max={1} />
      <div class="working-foot">
        <span class="faint">{part !== null && <Num>{count(Math.floor(part * 100))}%</Num>}{detail && <> · <Num>{detail}</Num></>}</span>
        {cancel && <button type="button" class="btn small ghost" disabled={ending} onClick={cancel}>{words.cancel}</button>}
      </div>
    </div>
  );
}

/** What an operation does stage by stage has names of its own; bytes are no number for people. */
export function Working({ job, label }: { job: Job; label: string }) {
  const words = t().working;
  const stage = words.stages[job.stage];
  const rows = job.stage === "writing" && job.total > 0 ? words.of(count(job.done), count(job.total)) : undefined;
  return (
    <Progress label={stage ? `${label}: ${stage}` : label} done={job.done} total={job.total} detail={rows} ending={job.state === "cancelling"}
              cancel={() => void cancelJob(job)} />
  );
}
