// SPDX-License-Identifier: Apache-2.0
// An invented business to try things on: in by one click, out by one.
import { useRef, useState } from "preact/hooks";
import { me, post, whoami } from "../api";
import type { Job } from "../types";
import { ErrorBox, Part } from "../ui/bits";
import { Ask, useSave } from "../ui/form";
import { forget } from "../ui/load";
import { Working } from "../ui/working";
import { words } from "./words";

export function Demo() {
  const w = words();
  const inside = !!me.value?.demo;
  const [asking, setAsking] = useState(false);
  const [job, setJob] = useState<Job | null>(null);
  const business = useRef("");
  const again = async () => {
    forget();
    const who = await whoami();
    if (who) me.value = who;
  };
  const bring = useSave(async () => {
    await post("/v1/demo", { business: business.current }, { working: setJob }).finally(() => setJob(null));
    await again();
    location.hash = "#/";
  });
  const out = useSave(async () => {
    await post("/v1/demo/remove", {}, { working: setJob }).finally(() => setJob(null));
    setAsking(false);
    await again();
  });
  const { error } = bring;
  return (
    <Part id="demo" title={inside ? w.demoOut : w.demoIn}>
      <p>{inside ? w.demoIs : w.demoHint}</p>
      {inside ? (asking ? <Ask text={w.demoOutAsk} yes={w.demoYes} save={out} close={() => setAsking(false)} /> : <button type="button" class="btn" onClick={() => setAsking(true)}>{w.demoOut}</button>) : (
        <div class="chips">
          {Object.entries(w.businesses).map(([b, text]) => (
            <button key={b} type="button" class="btn" disabled={bring.busy} onClick={() => { business.current = b; bring.run(); }}>{text}</button>
          ))}
        </div>
      )}
      {job && <Working job={job} label={inside ? w.demoOutWorking : w.demoWorking} />}
      <ErrorBox error={error} />
    </Part>
  );
}
