// SPDX-License-Identifier: Apache-2.0
// One customer: who, the next step with its reason, what it is worth to care, what happened, what is known and from where,
// and what may be done. Everything says its source.
import { useEffect } from "preact/hooks";
import { customerPath, Problem } from "../api";
import { t } from "../i18n";
import { go } from "../route";
import { drop } from "../today/details";
import type { Customer } from "../types";
import { Empty, ErrorBox, Part, Skeleton } from "../ui/bits";
import { keys } from "../ui/keys";
import { useLoad } from "../ui/load";
import { remember } from "../ui/search";
import { ConsentPart } from "./consent";
import { Facts } from "./facts";
import { Head } from "./head";
import { History } from "./history";
import { Assets, Contacts, Sources } from "./known";
import { NextStep } from "./next";
import { Needs, ValuePart } from "./value";
import { Timeline } from "./timeline";

export function CustomerPage({ id }: { id: string }) {
  const { data, error, busy, reload } = useLoad<Customer>(customerPath(id, "?events=200"));
  const words = t().customer;
  useEffect(() => keys({ Escape: () => (history.length > 1 ? history.back() : go("#/")) }), []);
  useEffect(() => { if (data) remember({ customer: data.customer, name: data.name, stage: data.stage }); }, [data?.customer, data?.name]);
  const changed = () => {
    drop(id);
    reload();
  };

  if (!data) {
    const missing = error instanceof Problem && error.status === 404;
    return (
      <main id="main" class="customer" aria-busy={busy}>
        <h1 class="hidden" tabIndex={-1}>{t().nav.customers}</h1>
        {missing ? (
          <Empty icon="customers" title={t().errors.notFound} hint={error.hint || undefined}>
            <a class="btn" href="#/customers">{t().errors.toSearch}</a>
          </Empty>
        ) : error ? <ErrorBox error={error} retry={reload} /> : <Skeleton rows={4} />}
      </main>
    );
  }
  return (
    <main id="main" class="customer" aria-busy={busy}>
      <Head c={data} changed={changed} />
      {error !== null && <ErrorBox error={error} retry={reload} />}
      {data.notes?.map((n) => <p key={n} class="sub" dir="auto">{n}</p>)}
      <div class="customer-grid">
        <div class="col-main">
          <NextStep c={data} changed={changed} />
          <Timeline c={data} changed={changed} />
        </div>
        <div class="col-side">
          <ValuePart c={data} />
          <Needs c={data} />
          <Facts c={data} changed={changed} />
          <ConsentPart c={data} changed={changed} />
          <Contacts c={data} />
          <Assets c={data} />
          <Sources c={data} />
          <Part id="history" title={words.history} quiet><History id={id} /></Part>
        </div>
      </div>
    </main>
  );
}
