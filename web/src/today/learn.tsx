// SPDX-License-Identifier: Apache-2.0
// Learning from what came in, and then the list of the day: after an import by itself, and from an empty list by a button.
import { useEffect, useState } from "preact/hooks";
import { leads, post } from "../api";
import { own } from "../i18n/own";
import type { Job } from "../types";
import { ErrorBox } from "../ui/bits";
import { useSave } from "../ui/form";
import { Icon } from "../ui/icons";
import { forget } from "../ui/load";
import { Working } from "../ui/working";
import { drop } from "./details";

const words = own({
  learn: "ללמוד מהקניות",
  learning: "לומדים את הקצב של כל אחד",
  toToday: "למי לפנות היום",
}, {
  learn: "Learn from the purchases",
  learning: "Learning everybody's rhythm",
  toToday: "Whom to turn to today",
});

export function Learn({ auto, first, done }: { auto?: boolean; first?: boolean; done?: () => void }) {
  const w = words();
  const [job, setJob] = useState<Job | null>(null);
  const [learnt, setLearnt] = useState(false);
  const save = useSave(async () => {
    await post("/v1/learn", {}, { working: setJob }).finally(() => setJob(null));
    forget();
    drop();
    setLearnt(true);
    done?.();
  });
  useEffect(() => { if (auto) save.run(); }, []);
  if (!leads()) return null;
  return (
    <>
      {job && <Working job={job} label={w.learning} />}
      <ErrorBox error={save.error} retry={save.run} />
      {auto ? learnt && <a class="btn primary" href="#/"><Icon name="today" size={18} />{w.toToday}</a>
        : <button type="button" class={first ? "btn primary" : "btn"} disabled={save.busy} onClick={save.run}><Icon name="today" size={18} />{w.learn}</button>}
    </>
  );
}
