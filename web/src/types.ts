// SPDX-License-Identifier: Apache-2.0
// The shapes of the HTTP API that the desk reads. Ids are strings, money an integer of minor units with a currency beside it,
// days "YYYY-MM-DD", moments RFC 3339 UTC. What a row may lack is optional here, so that the compiler asks for the empty case.

export type Channel = "whatsapp" | "sms" | "mail" | "call" | "visit";
export type MarkState = "done" | "later" | "wrong";

export interface Rows<T> { rows: T[]; notes?: string[]; next?: string | null; count?: number; exact?: boolean }

/** Why a list of the day is empty when too little is known: what there is, how much more it takes, and what waits meanwhile. */
export interface Known { known: string; missing: Counts; buyers: number; again: number; repeats: number; new: number; pairs: number }
export interface Counts { buyers: number; again: number; repeats: number }

export interface Me {
  name: string; role: string; lang?: string; shop?: string; timezone?: string;
  /** Which kinds of detail this person does not get to see. */
  hidden?: string[];
  second_factor?: boolean;
  /** The store holds an invented business. */
  demo?: boolean;
}

/** One way to turn to a customer: whether it is lawful now, and the reason. `address` spares a second question when given. */
export interface Way { channel: Channel; allowed: boolean; why?: string; address?: string }

export interface Numbered { label: string; value: string }

export interface TodayRow {
  rank?: number;
  action: string;
  customer: string;
  name: string;
  stage?: string;
  since?: string;
  need?: string;
  item?: string;
  item_name?: string;
  what: string;
  why?: string;
  late?: string;
  due_day?: string;
  due_low?: string;
  due_high?: string;
  probability?: number;
  probability_low?: number;
  probability_high?: number;
  alive?: number;
  value?: number;
  value_low?: number;
  value_high?: number;
  currency?: string;
  ways?: Way[];
  best_way?: string;
  numbers?: Numbered[];
  held?: boolean;
}

export interface FoundRow {
  customer: string;
  name: string;
  stage?: string;
  phone?: string;
  mail?: string;
  city?: string;
  last_at?: string;
  spent?: number;
  currency?: string;
  matched?: string;
}

export interface Contact { kind: string; value: string; display?: string; source?: string; since?: string; until?: string }
export interface Fact {
  fact: string; kind: string; value: string; origin?: string; confidence?: number; since?: string; source?: string;
  /** The days between which it was so. */
  from?: string; to?: string;
}
export interface Asset { asset: string; kind: string; name: string; attributes?: Record<string, unknown> | string | null; }
export interface Consent {
  channel: string; purpose: string; state: string; at?: string; evidence?: string; place?: string; source?: string;
}
export interface Value {
  alive?: number; alive_low?: number; alive_high?: number;
  orders12?: number; orders12_low?: number; orders12_high?: number;
  money12?: number; money12_low?: number; money12_high?: number;
  sentence?: string;
  state?: string;
  currency?: string;
  /** Days since the last purchase, as the business counts its days. */
  since_days?: number;
  /** Days from today to the next purchase: 5 %, middle, 95 %. */
  next_low?: number; next_days?: number; next_high?: number;
  worth?: Worth;
  /** What is paid or taken at an even time: a subscription, a fee, a yearly appeal. */
  rhythm?: { item: string; sentence: string }[];
}
interface Need { need: string; item?: string; item_name?: string; probability?: number; due_day?: string; why?: string }
export interface Line { item_name: string; quantity?: number; amount?: number }
export interface Event {
  at: string; kind: string; title: string; detail?: string; amount?: number; currency?: string; source?: string; outcome?: string; lines?: Line[];
}
export interface SourceRow { source?: string; key?: string; numbering?: string; batch?: string; at?: string }
export interface Link { source?: string; numbering?: string; why?: string; said?: Record<string, unknown> | null; at?: string }

export interface Customer {
  customer: string;
  /** What a change says it is based on; when there is a newer one it is refused. */
  version?: string;
  name: string;
  language?: string;
  given?: string;
  family?: string;
  gender?: string;
  stage?: string;
  since?: string;
  spent?: number;
  orders?: number;
  left_out?: string;
  currency?: string;
  contacts?: Contact[];
  facts?: Fact[];
  assets?: Asset[];
  consent?: Consent[];
  ways?: Way[];
  value?: Value | null;
  /** A row of Today, or only a sentence that says why there is none. */
  next?: (Partial<TodayRow> & { sentence?: string }) | null;
  sentence?: string;
  needs?: Need[];
  timeline?: Event[];
  sources?: SourceRow[];
  links?: Link[];
  doubles?: { customer: string; name: string }[] | null;
  merges?: { merge: string; gone_name: string; at: string; who: string; why: string }[] | null;
  household?: { household: string; name: string; members: { customer: string; name: string; why: string }[] } | null;
  notes?: string[];
}

export interface Worth {
  actual_sentence?: string; potential_sentence?: string; side_sentence?: string;
  place?: string; tie?: string; side?: string; margin_told?: boolean; hour_told?: boolean;
  realised?: number; returned?: number; discounts?: number; minutes?: number; served?: number; serving?: number;
  expected?: number; expected_low?: number; expected_high?: number; actual?: number; brought?: number; advocacy?: number;
  potential?: number; potential_low?: number; potential_high?: number; gap?: number; share?: number; share_low?: number; share_high?: number; proven?: boolean;
  confidence?: string; needs_sentence?: string; life_sentence?: string;
}
export interface MapRow {
  customer: string; name: string; place: string; expected?: number; potential?: number; gap?: number; share?: number; alive?: number;
  side?: string; tie?: string; currency?: string; middle_money?: number; middle_gap?: number; counts?: Record<string, number>;
}
export interface PlanRow extends MapRow { rank: number; what: string; by?: string; why?: string; minutes: number; value: number }
export interface BaseRow { part: string; sentence: string; day?: string; data?: Record<string, unknown> }

export interface HistoryRow { revision?: string; undoable?: boolean; at: string; who?: string; entity?: string; what?: string; before?: unknown; after?: unknown }

export interface BatchRow {
  batch: string; at: string; file?: string; kind?: string; source?: string; state?: string;
  rows?: number; new?: number; updated?: number; same?: number; bad?: number; who?: string;
}
export interface BatchPage extends BatchRow { mapping?: Mapping | null; warnings?: string[]; undone_at?: string }
/** What a person changed since an import on what it had brought; several fields may be of one change. */
export interface Conflict { change: string; customer: string; name?: string; what: string; field: string; was?: string | null; imported?: string; now?: string | null; who?: string; at: string }
export interface BatchUndo { batch: string; removed?: number; restored?: number; kept?: number; conflicts?: number }

/** A long operation at the server. */
export interface Job {
  job: string; op: string; who: string; state: "running" | "cancelling" | "done" | "failed" | "cancelled";
  stage: string; done: number; total: number; began: string; ended: string | null;
  result?: unknown;
  problem?: { title: string; status: number; detail: string; hint: string; code: string } | null;
}

export interface ColumnGuess { header: string; field: string; sure: number; why: string; example: string }
export interface Mapping { version: number; columns?: Record<string, string>; date_order?: string; sheet?: string; [other: string]: unknown }
export interface ImportResult {
  batch?: string | null; dry_run: boolean; file: string; kind: string; recognised?: string | null; sheet?: string | null; sheets?: string[] | null; source?: string; charset?: string; delimiter?: string | null;
  rows: number; new: number; updated: number; same: number; bad: number;
  customers_new: number; customers_joined?: number; customers_review?: number; customers_updated: number; sales_new: number; lines_new: number; items_new: number; between?: number; sales_moved?: number;
  bad_file?: string | null; columns?: ColumnGuess[]; mapping?: Mapping | null; preview?: Record<string, string | number | boolean>[]; notes?: string[];
}

export interface ReviewCard {
  since: string; names: string[] | null; phones: string[] | null; mails: string[] | null; addresses: string[] | null; birthdays: string[] | null; ids: string[] | null; members: string[] | null; numbers: string[] | null;
  orders?: number; spent?: number; last?: string; currency?: string;
}
/** Two customers who may be one; `parts` add up to `weight`. */
export interface ReviewRow {
  customer: string; name: string; card: ReviewCard;
  other: string; other_name: string; other_card: ReviewCard;
  probability?: number; weight?: number; why?: string; alike?: number; pattern?: string; if_same: string; if_different: string;
  parts: { field: string; said: string; bits: number }[];
}

/** One customer as a list shows it. */
export interface ListRow {
  customer: string; name: string; phone?: string; mail?: string; city?: string; stage?: string; first_day?: string; last_day?: string;
  spent?: number; currency?: string; orders?: number; left_out?: string; consent?: string; tags?: string[]; fields?: Record<string, string | number>;
}
export interface ViewRow { view: string; name: string; filter?: unknown; sort?: string; columns?: unknown; shared?: boolean; who?: string; mine?: boolean; version?: string }
/** A field the business added for itself. */
export interface FieldRow { field: string; he: string; en: string; kind: string; /** Joined by "|". */ choices?: string; sees?: string; place?: number; version?: string }
/** A sign-up page. */
export interface FormRow { form: string; he_title?: string; en_title?: string; channels?: string; asks?: string; double_opt_in?: boolean; joined?: number; at?: string; version?: string }
export interface UserRow { name: string; role: string; language?: string; second_factor?: boolean; created_at?: string; seen_at?: string; version?: string }
export interface SessionRow { session: string; who: string; began_at: string; seen_at?: string; address?: string; agent?: string; current?: boolean }
export interface KeyRow { key: string; name: string; scopes?: string; created_at?: string; who?: string; used_at?: string; expires_at?: string; revoked_at?: string }
export interface AuditRow { audit: string; at: string; who?: string; op: string; said?: string; kind: string; customer?: string; rows?: number; result?: string; address?: string }
export interface SettingRow { key: string; title?: string; value?: string; help?: string; version?: string }
export interface BackupRow { backup: string; at: string; bytes?: number; tested?: string; why?: string }
