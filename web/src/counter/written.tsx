// SPDX-License-Identifier: Apache-2.0
// What was written at the counter just now, and how far it is.
import { entries } from "../offline/outbox";
import { Badge, User } from "../ui/bits";
import { lately } from "./state";
import { words } from "./words";

export function Written() {
  const w = words();
  const sent = lately.value.filter((e) => e.sent);
  const kept = entries.value;
  if (!sent.length && !kept.length) return null;
  return (
    <section class="counter-written" aria-labelledby="counter-written">
      <h2 id="counter-written">{w.written}</h2>
      <ul>
        {kept.map((e) => (
          <li key={e.id}><User>{e.about}</User> <span class="faint">{w.kinds[e.kind] ?? e.kind}</span>
            <Badge tone={e.refused ? "bad" : "warn"}>{e.refused ? w.state.refused : w.state.waiting}</Badge></li>
        ))}
        {sent.map((e, i) => (
          <li key={i}><User>{e.about}</User> <span class="faint">{w.kinds[e.kind] ?? e.kind}</span><Badge tone="good">{w.state.sent}</Badge></li>
        ))}
      </ul>
    </section>
  );
}
