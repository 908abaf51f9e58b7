// SPDX-License-Identifier: Apache-2.0
// One customer: who, the next step with its reason, what it is worth to care, what happened, what is known and from where,
// and what may be done. Everything says its source.
import { useEffect } from "preact/hooks";
import { customerPath, me, Problem, mayWrite } from "../api";
import { t } from "../i18n";
import { go } from "../route";
import { drop } from "../today/details";
import type { Customer } from "../types";
import { Empty, ErrorBox, Part, Skeleton } from "../ui/bits";
import { keys } from "../ui/keys";
import { useLoad } from "../ui/load";
import { remember } from "../ui/search";
import { useWide } from "../ui/wide";
import { words as ownWords } from "./words";
import { ConsentPart } from "./consent";
import { Facts } from "./facts";
import { Family } from "./family";
import { Forget } from "./forget";
import { Head } from "./head";
import { History } from "./history";
import { Assets, Contacts, Household, Sources } from "./known";
import { NextStep } from "./next";
import { OwnFields } from "./own";
import { ShopParts } from "../shops/parts";
import { Needs, ValuePart } from "./value";
import { Timeline } from "./timeline";
import { Doubles, Twins } from "./twins";

export function CustomerPage({ id }: { id: string }) {
  const { data, error, busy, reload } = useLoad<Customer>(customerPath(id, "?events=200"));
  const words = t().customer;
  // Beside one another on a desk; on a phone one after the other, folded behind the next step and its why.
  const wide = useWide(1041);
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
  const next = <NextStep c={data} />;
  const timeline = <Timeline c={data} changed={changed} first={wide ? 30 : 6} />;
  const value = <ValuePart c={data} />;
  const needs = <Needs c={data} />;
  const facts = <Facts c={data} changed={changed} />;
  const family = <Family c={data} changed={changed} />;
  const own = <OwnFields c={data} changed={changed} />;
  const consent = <ConsentPart c={data} changed={changed} />;
  const shops = <ShopParts c={data} changed={changed} />;
  const rest = (
    <>
      <Contacts c={data} changed={changed} />
      <Assets c={data} changed={changed} />
      <Household c={data} />
      <Sources c={data} />
      <Twins c={data} changed={changed} />
      {mayWrite() && <Part id="history" title={words.history} n={0} quiet><History id={id} changed={changed} /> <Forget c={data} /></Part>}
    </>
  );
  return (
    <main id="main" class="customer" aria-busy={busy}>
      <Head c={data} changed={changed} />
      <ErrorBox error={error} retry={reload} />
      {!!me.value?.hidden?.length && <p class="faint">{ownWords().hidden(me.value.hidden.map((h) => ownWords().classes[h] ?? h).join(", "))}</p>}
      <Doubles c={data} />
      {data.notes?.map((n) => <p key={n} class="sub">{n}</p>)}
      {wide ? (
        <div class="customer-grid">
          <div class="col-main">{next}{shops}{timeline}</div>
          <div class="col-side">{value}{needs}{facts}{family}{own}{consent}{rest}</div>
        </div>
      ) : (
        <>{next}{needs}{shops}{value}{facts}{family}{own}{timeline}{consent}{rest}</>
      )}
    </main>
  );
}
