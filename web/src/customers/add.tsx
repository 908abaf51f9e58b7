// SPDX-License-Identifier: Apache-2.0
// A new customer written down by hand: a name and a phone are enough.
import { useState } from "preact/hooks";
import { post } from "../api";
import { t } from "../i18n";
import { customerHref, go } from "../route";
import { Choice, FormBox, TextField, useSave } from "../ui/form";
import { say } from "../ui/snackbar";

export function AddCustomer({ close }: { close: () => void }) {
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
