// SPDX-License-Identifier: Apache-2.0
// The basket of the week: what is due of what is bought again and again, each with its quantity; one tap takes it, as it is or as it was changed.
import { useState } from "preact/hooks";
import { customerPath, mayWrite, post } from "../api";
import { about, count } from "../format";
import type { Customer, Rows } from "../types";
import { ErrorBox, Num, Part, Said, User } from "../ui/bits";
import { useSave } from "../ui/form";
import { Icon } from "../ui/icons";
import type { Loaded } from "../ui/load";
import { say } from "../ui/snackbar";
import { words } from "./words";

export interface BasketRow { item: string; item_name: string; quantity: number; amount: number; currency: string; late?: string; why?: string }

export function Basket({ c, load, changed }: { c: Customer; load: Loaded<Rows<BasketRow>>; changed: () => void }) {
  const w = words();
  const { data, reload } = load;
  const [other, setOther] = useState<Record<string, number>>({});
  const save = useSave(async () => {
    const otherwise = Object.entries(other).map(([item, n]) => `${item}:${n}`).join();
    await post(customerPath(c.customer, "/basket"), otherwise ? { otherwise } : {});
    say({ text: w.basketTaken, stay: 3500 });
    setOther({});
    reload();
    changed();
  });
  const rows = data?.rows ?? [];
  if (!rows.length) return null;
  const pieces = (r: BasketRow) => other[r.item] ?? r.quantity;
  const total = rows.reduce((sum, r) => sum + (r.amount * pieces(r)) / r.quantity, 0);
  const step = (r: BasketRow, by: number) => setOther({ ...other, [r.item]: Math.max(0, Math.round((pieces(r) + by) * 100) / 100) });
  return (
    <Part id="basket" title={w.basket} n={rows.length}>
      <ErrorBox error={save.error} retry={reload} />
      <p class="basket-take">
        <span>{w.total} <strong><Num>{about(total, rows[0]?.currency)}</Num></strong></span>
        {mayWrite() && <button type="button" class="btn primary" disabled={save.busy} onClick={save.run}><Icon name="check" size={18} />{w.take}</button>}
      </p>
      <ul class="answers basket">
        {rows.map((r) => (
          <li key={r.item} class={pieces(r) ? "" : "out"}>
            <p><strong><User>{r.item_name}</User></strong> {r.late && <span class="late"><Said>{r.late}</Said></span>}</p>
            <div class="pieces" role="group" aria-label={`${w.pieces}: ${r.item_name}`}>
              {mayWrite() && <button type="button" class="btn" aria-label={`${w.less}: ${r.item_name}`} disabled={!pieces(r)} onClick={() => step(r, -1)}>−</button>}
              <output aria-live="polite"><Num>{count(pieces(r), 2)}</Num></output>
              {mayWrite() && <button type="button" class="btn" aria-label={`${w.moreOf}: ${r.item_name}`} onClick={() => step(r, 1)}>+</button>}
            </div>
            {r.why && <p class="faint">{r.why}</p>}
          </li>
        ))}
      </ul>
    </Part>
  );
}
