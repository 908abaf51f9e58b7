// SPDX-License-Identifier: Apache-2.0
// One answer of a shop, the same for all of them: a picture, what, why, the numbers when they are asked for, and what can be done.
import type { ComponentChildren } from "preact";
import type { Numbered } from "../types";
import { Said } from "../ui/bits";
import { Icon } from "../ui/icons";
import { words } from "./words";

export interface Told { what: string; why?: string; late?: string; numbers?: Numbered[] }

export function Answer({ row, icon, tone, urgent, children }: { row: Told; icon: string; tone: string; urgent?: boolean; children?: ComponentChildren }) {
  return (
    <li class="answer">
      <span class={`need-icon ${tone}`}><Icon name={icon} size={17} /></span>
      <div>
        <p class="answer-head"><strong>{row.what}</strong>{row.late && <span class={urgent ? "late over" : "late"}><Said>{row.late}</Said></span>}</p>
        {row.why && <p class="whyline">{row.why}</p>}
        {!!row.numbers?.length && (
          <details class="answer-numbers">
            <summary><Icon name="chevron" size={15} />{words().numbers}</summary>
            <dl class="numbers">{row.numbers.map((n) => <div key={n.label}><dt>{n.label}</dt><dd><Said>{n.value}</Said></dd></div>)}</dl>
          </details>
        )}
        {children && <div class="answer-acts">{children}</div>}
      </div>
    </li>
  );
}
