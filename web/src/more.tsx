// SPDX-License-Identifier: Apache-2.0
// Settings of this browser and this person: language, look, shortcuts, signing out, and the statement of accessibility.
import { me, signOut } from "./api";
import { lang, setLang, t } from "./i18n";
import { choice, setTheme, type Choice } from "./theme";
import { helpOpen } from "./shell";
import { commit } from "./today/marks";
import { drop } from "./today/details";
import { Part, User } from "./ui/bits";
import { Icon } from "./ui/icons";
import { keysOn, setKeys } from "./ui/keys";
import { forget } from "./ui/load";
import { recent } from "./ui/search";

function Choose<T extends string>({ name, label, value, options, set }: {
  name: string; label: string; value: T; options: [T, string][]; set: (v: T) => void;
}) {
  return (
    <fieldset class="choose">
      <legend>{label}</legend>
      <div class="segments">
        {options.map(([v, text]) => (
          <label key={v} class={v === value ? "segment on" : "segment"}>
            <input type="radio" name={name} value={v} checked={v === value} onChange={() => set(v)} />{text}
          </label>
        ))}
      </div>
    </fieldset>
  );
}

export async function leave(): Promise<void> {
  commit();
  try {
    await signOut();
  } catch {
    // Whatever the server said, this browser forgets who was here.
  }
  drop();
  forget();
  recent.value = [];
  me.value = null;
}

export function More() {
  const words = t().more;
  const who = me.value;
  return (
    <main id="main" class="narrow">
      <h1 tabIndex={-1}>{words.title}</h1>
      <Part id="m-look" title={words.look}>
        <Choose<Choice> name="theme" label={words.theme} value={choice.value} set={setTheme}
                        options={[["auto", words.themes.auto ?? ""], ["light", words.themes.light ?? ""], ["dark", words.themes.dark ?? ""]]} />
        <Choose name="lang" label={t().language} value={lang.value} set={setLang} options={[["he", "עברית"], ["en", "English"]]} />
      </Part>
      <Part id="m-keys" title={words.keys}>
        <label class="check-line">
          <input type="checkbox" checked={keysOn.value} onChange={(e) => setKeys(e.currentTarget.checked)} />{words.keysOn}
        </label>
        <button type="button" class="btn" onClick={() => (helpOpen.value = true)}><Icon name="keyboard" size={18} />{words.keysHelp}</button>
      </Part>
      {who && (
        <Part id="m-who" title={words.account}>
          <p><strong><User>{who.name}</User></strong> <span class="faint">{words.roles[who.role] ?? who.role}{who.shop && <> · <User>{who.shop}</User></>}</span></p>
          <button type="button" class="btn" onClick={() => void leave()}><Icon name="exit" size={18} mirror />{words.signOut}</button>
        </Part>
      )}
      <Part id="m-access" title={words.access}><p class="prose">{words.accessText}</p></Part>
    </main>
  );
}
