// SPDX-License-Identifier: Apache-2.0
// Everybody, or a view of them: columns, conditions and sort that can be kept under a name and shared by its address. The rows
// come first; how many there are is counted beside, and nobody waits for it.
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { ask, basedOn, download, leads, mayWrite, post, remove } from "../api";
import { count } from "../format";
import { t } from "../i18n";
import { go, left, route, stay } from "../route";
import type { FieldRow, ListRow, ReviewRow, Rows, ViewRow } from "../types";
import { Empty, ErrorBox, Num, PageTitle, Skeleton, User } from "../ui/bits";
import { Choice, FormBox, Refused, TextField, useSave } from "../ui/form";
import { Icon } from "../ui/icons";
import { keys } from "../ui/keys";
import { useLoad } from "../ui/load";
import { say } from "../ui/snackbar";
import { useWide } from "../ui/wide";
import { AddCustomer } from "./add";
import { Filters, type Condition } from "./filters";
import { allColumns, headOf, Lines, Table, usual } from "./table";
import { words } from "./words";

/** The way to those who may be one, when there are any. */
function ReviewDoor({ data }: { data: Rows<ReviewRow> | null }) {
  const n = data?.rows.length ?? 0;
  if (n === 0) return null;
  return (
    <a class="review-door" href="#/review"><Icon name="similar" size={20} /><span>{t().review.door(n >= 100 ? "100+" : String(n))}</span><Icon name="back" size={18} mirror /></a>
  );
}


interface Look { conditions: Condition[]; sort: string; columns: string[] }
const plain: Look = { conditions: [], sort: "-last", columns: usual };

function parsed<T>(v: unknown, otherwise: T): T {
  if (typeof v !== "string") return (v as T | null) ?? otherwise;
  try {
    return JSON.parse(v) as T;
  } catch {
    return otherwise;
  }
}
const lookOf = (v: ViewRow): Look => ({ conditions: parsed(v.filter, []), sort: v.sort || plain.sort, columns: parsed(v.columns, usual) });

/** The rows of a look, page by page, and the count, which may come later. */
function useList(look: Look) {
  const [rows, setRows] = useState<ListRow[] | null>(null);
  const [next, setNext] = useState<string | null>(null);
  const [total, setTotal] = useState<{ n: number; exact: boolean } | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const body = useMemo(() => ({ filter: JSON.stringify(look.conditions), sort: look.sort, limit: 50 }), [look.conditions, look.sort]);
  const of = useRef<AbortSignal | undefined>(undefined); // A further page of the list before does not come into this one.
  const load = (cursor?: string, had: ListRow[] = []) => {
    const signal = of.current;
    setBusy(true);
    setError(null);
    ask<Rows<ListRow>>("/v1/customers/list", cursor ? { ...body, cursor } : { ...body, limit: left<number>("rows") ?? 50 }, { signal }).then((a) => {
      if (signal?.aborted) return;
      // Where facts are read one by one a page may end before anybody was found: nobody is said to fit before the end.
      if (!a.rows.length && a.next) return load(a.next, had);
      const all = [...had, ...a.rows];
      setRows(all);
      if (all.length > 50) stay("rows", Math.min(all.length, 1000));
      setNext(a.next ?? null);
      if (typeof a.count === "number") setTotal({ n: a.count, exact: a.exact !== false });
      setBusy(false);
    }, (e: unknown) => { if (!signal?.aborted) { setError(e); setBusy(false); } });
  };
  useEffect(() => {
    const abort = new AbortController();
    of.current = abort.signal;
    setTotal(null);
    load();
    return () => abort.abort();
  }, [body]);
  return { rows, total, error, busy, more: next ? () => load(next, rows ?? []) : null, again: () => load() };
}

function SaveView({ look, view, close, done }: { look: Look; view?: ViewRow; close: () => void; done: (id: string) => void }) {
  const w = words();
  const [name, setName] = useState(view?.name ?? "");
  const [shared, setShared] = useState(view?.shared ?? true);
  const save = useSave(async () => {
    const made = await post<{ view: string }>("/v1/views", {
      ...(view ? { view: view.view, ...basedOn(view.version) } : {}), name: name.trim(), filter: JSON.stringify(look.conditions), sort: look.sort, columns: JSON.stringify(look.columns), shared,
    });
    say({ text: w.saved(name.trim()) });
    done(made.view);
  });
  return (
    <FormBox title={w.saveView} save={save} close={close} ready={name.trim() !== ""}>
      <TextField id="v-name" label={w.viewName} value={name} set={setName} required autoFocus />
      <label class="check-line"><input type="checkbox" checked={shared} onChange={(e) => setShared(e.currentTarget.checked)} />{w.shared}</label>
    </FormBox>
  );
}

const sheet = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/** The list as it stands, as a file: for any sheet, or for Excel, from right to left. */
function Export({ look, name }: { look: Look; name: string }) {
  const w = words();
  const [open, setOpen] = useState(false);
  const type = useRef("csv");
  const save = useSave(async () => {
    const bytes = await download("/v1/customers/export", { filter: JSON.stringify(look.conditions), sort: look.sort }, type.current === "csv" ? "text/csv" : sheet, `${name}.${type.current}`);
    setOpen(false);
    say({ text: w.exported(`${count(Math.ceil(bytes / 1000))} kB`) });
  });
  const go = (as: string) => () => { type.current = as; save.run(); };
  return (
    <>
      <button type="button" class="btn small" aria-expanded={open} onClick={() => setOpen(!open)}><Icon name="download" size={16} />{w.export}</button>
      {open && (
        <>
          <button type="button" class="btn small soft" disabled={save.busy} onClick={go("csv")}>{w.exportCsv}</button>
          <button type="button" class="btn small soft" disabled={save.busy} onClick={go("xlsx")}>{w.exportXlsx}</button>
        </>
      )}
      <ErrorBox error={save.error} />
    </>
  );
}

export function Customers({ view: id }: { view: string }) {
  const w = words();
  const wide = useWide(861);
  const views = useLoad<Rows<ViewRow>>("/v1/views");
  const reviews = useLoad<Rows<ReviewRow>>(mayWrite() ? "/v1/reviews?limit=100" : null);
  const fields = useLoad<Rows<FieldRow>>("/v1/fields").data?.rows ?? [];
  const view = views.data?.rows.find((v) => v.view === id);
  const [adding, setAdding] = useState(false);
  const [saving, setSaving] = useState(false);
  const [choosing, setChoosing] = useState(false);
  // What was chosen and not kept belongs to its place in the history: whoever comes back to it finds it.
  const [look, show] = useState<Look>(left<Look>("look") ?? plain);
  const setLook = (to: Look) => { show(to); stay("look", to); stay("rows", 50); };
  const [at, setAt] = useState(-1);
  useEffect(() => { show(left<Look>("look") ?? (view ? lookOf(view) : plain)); setSaving(false); setAt(-1); }, [route.value, view?.view, view?.filter]);
  const list = useList(look);
  const rows = list.rows;
  const changed = JSON.stringify(look) !== JSON.stringify(view ? lookOf(view) : plain);
  const may = leads();

  const n = rows?.length ?? 0;
  useEffect(() => keys({
    j: () => setAt((i) => Math.min(n - 1, i + 1)),
    k: () => setAt((i) => Math.max(0, i - 1)),
  }), [n]);
  useEffect(() => { if (at >= 0) document.getElementById(`row-${at}`)?.focus(); }, [at]);

  const drop = useSave(async () => {
    if (!view) return;
    await remove(`/v1/views/${encodeURIComponent(view.view)}`, basedOn(view.version));
    say({ text: w.removed(view.name) });
    go("#/customers");
    views.reload();
  });
  const share = () => navigator.clipboard?.writeText(location.href).then(() => say({ text: w.addressCopied }), () => undefined);
  const columns = [...allColumns, ...fields.map((f) => `field:${f.field}`)];
  /* where nobody chose, what nobody here has takes no room */
  const shown = String(look.columns) === String(usual) ? usual.filter((c) => (c !== "phone" && c !== "city") || rows?.some((r) => r[c])) : look.columns;
  return (
    <main id="main" class="list-page" aria-busy={list.busy}>
      <PageTitle title={t().customers.title} help={w.help}>
        {mayWrite() && !adding && <button type="button" class="btn" onClick={() => setAdding(true)}><Icon name="plus" size={18} />{t().customers.add}</button>}
      </PageTitle>
      <ReviewDoor data={reviews.data} />
      {reviews.busy && !reviews.data && <Skeleton rows={8} kind="line" />}
      {adding && <AddCustomer close={() => setAdding(false)} />}
      <nav class="views" aria-label={w.viewName}>
        <a class={id ? "view" : "view on"} href="#/customers" onClick={() => setLook(plain)} aria-current={id ? undefined : "page"}>{w.all}</a>
        {views.data?.rows.map((v) => (
          <a key={v.view} class={v.view === id ? "view on" : "view"} href={`#/customers/${encodeURIComponent(v.view)}`} aria-current={v.view === id ? "page" : undefined}><User>{v.name}</User></a>
        ))}
      </nav>
      <div class="list-tools">
        <Filters conditions={look.conditions} set={(conditions) => setLook({ ...look, conditions })} fields={fields} />
        <div class="list-acts">
          <span class="list-count" role="status">{list.total ? <Num>{w.count(count(list.total.n), list.total.exact)}</Num> : <span class="faint">{w.counting}</span>}</span>
          {!wide && (
            <Choice id="l-sort" label={w.sort} value={look.sort} set={(sort) => setLook({ ...look, sort })}
                    options={{ "-last": w.heads.last ?? "", "-spent": w.heads.spent ?? "", "-orders": w.heads.orders ?? "", "-first": w.heads.first ?? "", name: w.heads.name ?? "" }} />
          )}
          {wide && <button type="button" class="btn small" aria-expanded={choosing} onClick={() => setChoosing(!choosing)}>{w.columns}</button>}
          {may && <Export look={look} name={view?.name ?? t().customers.title} />}
          {view && !changed && !!navigator.clipboard && <button type="button" class="btn small" onClick={share}><Icon name="copy" size={16} />{w.copyAddress}</button>}
          {view?.mine && !changed && <button type="button" class="btn small ghost" disabled={drop.busy} onClick={drop.run}>{w.removeView}</button>}
          {changed && mayWrite() && !saving && <button type="button" class="btn small soft" onClick={() => setSaving(true)}><Icon name="save" size={16} />{view?.mine ? w.update : w.saveView}</button>}
        </div>
      </div>
      <Refused save={drop} fresh={views.reload} />
      {id && views.data && !view && <p class="faint" role="status">{w.gone}</p>}
      {choosing && (
        <fieldset class="form-box columns">
          <legend class="hidden">{w.columns}</legend>
          {columns.map((c) => (
            <label key={c} class="check-line">
              <input type="checkbox" checked={look.columns.includes(c)}
                     onChange={(e) => setLook({ ...look, columns: e.currentTarget.checked ? columns.filter((x) => x === c || look.columns.includes(x)) : look.columns.filter((x) => x !== c) })} />
              {headOf(c, fields)}
            </label>
          ))}
        </fieldset>
      )}
      {saving && <SaveView look={look} view={view?.mine ? view : undefined} close={() => setSaving(false)}
                           done={(made) => { setSaving(false); views.reload(); go(`#/customers/${encodeURIComponent(made)}`); }} />}
      <ErrorBox error={list.error} retry={list.again} />
      {!rows && list.error === null && <Skeleton rows={8} kind="line" />}
      {rows && rows.length === 0 && (look.conditions.length ? (
        <Empty icon="filter" title={w.emptyTitle} hint={w.emptyHint}><a class="btn" href="#/customers" onClick={() => setLook(plain)}>{w.all}</a></Empty>
      ) : (
        <Empty icon="customers" title={w.nobodyTitle} hint={w.nobodyHint}>
          {may && <a class="btn primary" href="#/imports"><Icon name="imports" size={18} />{w.toImport}</a>}
          <a class="btn" href="#/counter"><Icon name="counter" size={18} />{w.toCounter}</a>
        </Empty>
      ))}
      {rows && rows.length > 0 && (wide
        ? <Table rows={rows} columns={shown} fields={fields} sort={look.sort} setSort={(sort) => setLook({ ...look, sort })} at={at} />
        : <Lines rows={rows} columns={shown} />)}
      {list.more && <button type="button" class="btn wide-btn" disabled={list.busy} onClick={list.more}>{w.more}</button>}
    </main>
  );
}
