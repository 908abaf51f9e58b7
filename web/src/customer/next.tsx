// SPDX-License-Identifier: Apache-2.0
// The next step with this customer and its reasons; the same marks as on Today.
import { useState } from "preact/hooks";
import { mayWrite } from "../api";
import { t } from "../i18n";
import { marked } from "../today/marks";
import { late, Marks } from "../today/card";
import { lawfulWays, wayHref } from "../today/details";
import { WhyBody } from "../today/why";
import type { Customer } from "../types";
import { Part, Said } from "../ui/bits";
import { Icon } from "../ui/icons";

export function NextStep({ c }: { c: Customer }) {
  const words = t().customer;
  const n = c.next;
  const [open, setOpen] = useState(false);
  if (!n?.what || (n.action && marked.value.has(n.action))) {
    return (
      <Part id="next" title={words.next}>
        <p class="faint">{n?.sentence ?? c.sentence ?? words.nextNone}</p>
      </Part>
    );
  }
  const row = { action: n.action ?? "", customer: c.customer, name: c.name };
  const ways = n.ways ?? c.ways;
  const best = lawfulWays({ ways, best_way: n.best_way })[0];
  const href = best ? wayHref(best, c) : null;
  return (
    <Part id="next" title={words.next} action={n.late ? <span class={late(n) ? "late over" : "late"}><Said>{n.late}</Said></span> : undefined}>
      <div class="next-box">
        <p class="what">{n.what}</p>
        {n.why && <p class="whyline">{n.why}</p>}
        <div class="acts">
          {best && href && (
            <div class="acts-ways">
              <a class="btn primary way-main" href={href} {...(href.startsWith("https:") ? { target: "_blank", rel: "noopener noreferrer" } : {})}>
                <Icon name={best.channel} size={18} /><span>{t().act[best.channel] ?? best.channel}</span>
              </a>
            </div>
          )}
          {row.action && mayWrite() && <Marks row={row} />}
        </div>
        {!best && <p class="refused">{t().today.noWay}</p>}
        <button type="button" class="expand" aria-expanded={open} aria-controls="next-why" onClick={() => setOpen(!open)}>
          <Icon name="chevron" size={18} />{t().today.why}
        </button>
        <div id="next-why" hidden={!open}>{open && <WhyBody row={{ ...n, ways }} customer={c} />}</div>
      </div>
    </Part>
  );
}
