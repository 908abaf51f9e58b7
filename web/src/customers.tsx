// SPDX-License-Identifier: Apache-2.0
// Finding a customer, the ones opened lately, and a new one: at the counter a name and a phone are enough.
import { useState } from "preact/hooks";
import { mayWrite, post } from "./api";
import { t } from "./i18n";
import { customerHref, go } from "./route";
import type { ReviewRow, Rows } from "./types";
import { Avatar, Part, User } from "./ui/bits";
import { FormBox, Choice, TextField, useSave } from "./ui/form";
import { Icon } from "./ui/icons";
import { useLoad } from "./ui/load";
import { recent } from "./ui/search";
import { say } from "./ui/snackbar";

function AddCustomer({ close }: { close: () => void }) {
  const words = t().customers;
  const [name, setName] = useState("");
  const [phone, setPhone] = useState("");
  const [mail, setMail] = useState("");
  const [gender, setGender] = useState("");
  const save = useSave(async () => {
    const body: Record<string, string> = { name: name.trim() };
    if (phone.trim()) body.phone = phone.trim();
    if (mail.trim()) body.mail = mail.trim();
    if (gender) body.gender = gender;
    const made = await post<{ customer: string }>("/v1/customers", body);
    say({ text: words.saved(name.trim()) });
    go(customerHref(made.customer));
  });
  return (
    <FormBox title={words.addTitle} save={save} close={close} ready={name.trim() !== ""}>
      <TextField id="c-name" label={words.name} value={name} set={setName} required autoFocus />
      <TextField id="c-phone" label={words.phone} value={phone} set={setPhone} type="tel" dir="ltr" />
      <TextField id="c-mail" label={words.mail} value={mail} set={setMail} type="email" dir="ltr" />
      <Choice id="c-gender" label={words.gender} value={gender} set={setGender} options={t().genders} />
    </FormBox>
  );
}

/** The way to those who may be one, when there are any. */
function ReviewDoor() {
  const { data } = useLoad<Rows<ReviewRow>>("/v1/reviews?limit=100");
  const n = data?.rows.length ?? 0;
  if (n === 0 || !mayWrite()) return null;
  return (
    <a class="review-door" href="#/review"><Icon name="similar" size={20} /><span>{t().review.door(n >= 100 ? "100+" : String(n))}</span><Icon name="back" size={18} mirror /></a>
  );
}

export function Customers() {
  const words = t().customers;
  const [adding, setAdding] = useState(false);
  const list = recent.value;
  return (
    <main id="main" class="narrow">
      <div class="title-line">
        <h1 tabIndex={-1}>{words.title}</h1>
        {mayWrite() && !adding && <button type="button" class="btn" onClick={() => setAdding(true)}><Icon name="plus" size={18} />{words.add}</button>}
      </div>
      <p class="sub">{words.hint}</p>
      <ReviewDoor />
      {adding && <AddCustomer close={() => setAdding(false)} />}
      <Part id="c-recent" title={words.recent}>
        {list.length === 0 ? <p class="faint">{words.recentNone}</p> : (
          <ul class="plain-list">
            {list.map((r) => (
              <li key={r.customer}>
                <a class="found-row" href={customerHref(r.customer)}>
                  <Avatar name={r.name} size="s" />
                  <span class="found-main"><span class="found-name"><User>{r.name}</User></span>
                    {r.stage && <span class="found-sub">{t().stages[r.stage] ?? r.stage}</span>}</span>
                </a>
              </li>
            ))}
          </ul>
        )}
      </Part>
    </main>
  );
}
