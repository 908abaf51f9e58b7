// SPDX-License-Identifier: Apache-2.0
// The weight of the evidence as a waterfall: from what is usual of any two customers, field by field, to the sum. A field's level and how
// common its value is are one bar, in the server's words.
import { count } from "../format";
import { t } from "../i18n";
import type { ReviewRow } from "../types";
import { Num } from "../ui/bits";

const signed = (v: number) => (Math.abs(v) < 0.05 ? "" : v > 0 ? "+" : "−") + count(Math.abs(v), 1);

interface Step { field: string; said: string; bits: number; from: number }

function steps(row: ReviewRow): Step[] {
  const out: Step[] = [];
  for (const p of row.parts) {
    const before = out.find((s) => s.field === p.field);
    if (before) before.bits += p.bits;
    else out.push({ ...p, from: 0 });
  }
  let at = 0;
  const told = out.filter((s) => Math.abs(s.bits) >= 0.05);
  for (const s of told) { s.from = at; at += s.bits; }
  return told;
}

export function Evidence({ row }: { row: ReviewRow }) {
  const words = t().review;
  const list = steps(row);
  const ends = [0, ...list.flatMap((s) => [s.from, s.from + s.bits])];
  const low = Math.min(...ends), high = Math.max(...ends), width = high - low || 1;
  const at = (v: number) => `${((v - low) / width) * 100}%`;
  return (
    <details class="evidence">
      <summary>{words.evidence}</summary>
      <p class="faint">{words.evidenceHint}</p>
      <ol class="falls">
        {list.map((s) => (
          <li key={s.field}>
            <span class="fall-name">{s.said}</span>
            <span class="fall-bar" aria-hidden="true">
              <span class="fall-zero" style={{ insetInlineStart: at(0) }} />
              <span class={s.bits < 0 ? "fall-part against" : "fall-part"} style={{ insetInlineStart: at(Math.min(s.from, s.from + s.bits)), inlineSize: `${(Math.abs(s.bits) / width) * 100}%` }} />
            </span>
            <span class="fall-bits"><Num>{signed(s.bits)}</Num></span>
          </li>
        ))}
        <li class="fall-sum">
          <span class="fall-name">{words.sum}</span><span class="fall-bar" />
          <span class="fall-bits"><Num>{signed(row.weight ?? 0)}</Num></span>
        </li>
      </ol>
    </details>
  );
}
