// SPDX-License-Identifier: Apache-2.0
// What the line is doing, where the eye finds it and nothing moves for it: a small sign at the edge while something waits or
// nothing answers, and behind it the list of what this device still holds.
import { signal } from "@preact/signals";
import { useState } from "preact/hooks";
import { me } from "../api";
import { moment } from "../format";
import { Badge, Num, User } from "../ui/bits";
import { Dialog } from "../ui/dialog";
import { Icon } from "../ui/icons";
import { line } from "./line";
import { discard, entries, flush, refused, sending, tryAgain, waiting, type Entry } from "./outbox";
import { words } from "./words";

const open = signal(false);

/** What a person wrote, without the ids. */
const told = (e: Entry) => Object.entries(e.body).filter(([k]) => k !== "customer" && k !== "action").map(([, v]) => String(v)).join(" · ");

function Row({ e }: { e: Entry }) {
  const w = words();
  const [busy, setBusy] = useState(false);
  const run = (work: Promise<void>) => { setBusy(true); void work.finally(() => setBusy(false)); };
  return (
    <li class="kept-entry">
      <p><strong><User>{e.about}</User></strong> <span class="faint"><Num>{moment(e.at)}</Num></span></p>
      {told(e) && <p><User>{told(e)}</User></p>}
      {e.who !== me.value?.name && <p class="faint"><User>{w.by(e.who)}</User> · {w.others}</p>}
      {e.refused && (
        <>
          <p class="error-box"><User>{e.refused}</User></p>
          <div class="form-acts">
            <button type="button" class="btn small" disabled={busy} onClick={() => run(tryAgain(e))}>{w.again}</button>
            <button type="button" class="btn small danger" disabled={busy} onClick={() => run(discard(e))}>{w.discard}</button>
          </div>
        </>
      )}
    </li>
  );
}

export function LineState() {
  const w = words();
  const down = line.value === "down";
  const held = waiting.value.length;
  const bad = refused.value.length;
  const text = [down && w.down, bad > 0 && w.refused(bad), held > 0 && (sending.value && !down ? w.sending : w.waits(held))].filter(Boolean).join(" · ");
  return (
    <>
      <div class="hidden" role="status">{text}</div>
      {text && (
        <button type="button" class={bad ? "line-state bad" : "line-state"} onClick={() => (open.value = true)}>
          <Icon name={down ? "noline" : bad ? "cross" : "clock"} size={17} /><span>{text}</span>
        </button>
      )}
      {open.value && (
        <Dialog title={w.title} close={() => (open.value = false)}>
          <p class="faint">{w.hint}</p>
          {entries.value.length === 0 ? <p>{w.none} <Badge tone="good">✓</Badge></p> : <ol class="kept-entries">{entries.value.map((e) => <Row key={e.id} e={e} />)}</ol>}
          {held > 0 && <button type="button" class="btn" disabled={sending.value} onClick={() => void flush()}><Icon name="replenish" size={18} />{w.now}</button>}
        </Dialog>
      )}
    </>
  );
}
