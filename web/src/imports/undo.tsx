// SPDX-License-Identifier: Apache-2.0
// Taking an import back: asks once, tells how far it is, says what came of it.
import { useState } from "preact/hooks";
import { post } from "../api";
import { t } from "../i18n";
import { drop } from "../today/details";
import type { BatchUndo, Job } from "../types";
import { ErrorBox } from "../ui/bits";
import { useSave } from "../ui/form";
import { Icon } from "../ui/icons";
import { say } from "../ui/snackbar";
import { Working } from "../ui/working";

export function UndoButton({ batch, file, changed }: { batch: string; file: string; changed: () => void }) {
  const words = t().imports;
  const [asking, setAsking] = useState(false);
  const [job, setJob] = useState<Job | null>(null);
  const save = useSave(async () => {
    try {
      const done = await post<BatchUndo>(`/v1/batches/${encodeURIComponent(batch)}/undo`, {}, { working: setJob });
      drop();
      setAsking(false);
      say({ text: words.undoDone(done.removed ?? 0, done.restored ?? 0, done.kept ?? 0) });
      changed();
    } finally {
      setJob(null);
    }
  });
  if (!asking)
    return (
      <button type="button" class="btn" onClick={() => setAsking(true)} aria-label={`${words.undo}: ${file}`}>
        <Icon name="undo" size={17} mirror />{words.undo}
      </button>
    );
  return (
    <div class="ask" role="group" aria-label={words.undo}>
      {job ? <Working job={job} label={words.undoing} /> : (
        <>
          <p>{words.undoAsk(file)}</p>
          {save.error !== null && <ErrorBox error={save.error} />}
          <div class="form-acts">
            <button type="button" class="btn danger" disabled={save.busy} onClick={save.run}>{words.undoYes}</button>
            <button type="button" class="btn ghost" onClick={() => setAsking(false)}>{words.undoNo}</button>
          </div>
        </>
      )}
    </div>
  );
}
