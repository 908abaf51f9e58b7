// SPDX-License-Identifier: Apache-2.0
// Where entries wait on this device: one IndexedDB store, in the order they were written. An entry is in it before the screen
// says so, and leaves it only after the server has answered.
export interface Entry {
  /** The place in the order; given by the store. */
  seq: number;
  /** Made here, once: the server takes each id once, however often it is sent. */
  id: string;
  /** Who wrote it; nobody else's name is put under it. */
  who: string;
  at: string;
  /** What it is, for the list of what waits: a phone or a name, and the kind of entry. */
  about: string;
  kind: string;
  /** What POST /v1/entries gets, beside the id and the time. */
  body: Record<string, unknown>;
  /** The server's own sentence when it would not take it. */
  refused?: string;
}

let opened: Promise<IDBDatabase> | null = null;

function open(): Promise<IDBDatabase> {
  opened ??= new Promise((go, no) => {
    const q = indexedDB.open("makir", 1);
    q.onupgradeneeded = () => void q.result.createObjectStore("entries", { keyPath: "seq", autoIncrement: true });
    q.onsuccess = () => {
      // Another window with a newer version must not wait for this one.
      q.result.onversionchange = () => { q.result.close(); opened = null; };
      go(q.result);
    };
    q.onerror = () => { opened = null; no(q.error ?? new Error("IndexedDB")); };
  });
  return opened;
}

/** Runs one transaction; what it gives is there only when it is durable. */
async function deed<T>(mode: IDBTransactionMode, work: (s: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  const db = await open();
  return new Promise((go, no) => {
    const tx = db.transaction("entries", mode, { durability: "strict" });
    const q = work(tx.objectStore("entries"));
    tx.oncomplete = () => go(q.result);
    tx.onabort = () => no(tx.error ?? new Error("IndexedDB"));
  });
}

export const put = (e: Omit<Entry, "seq">) => deed("readwrite", (s) => s.add(e) as IDBRequest<IDBValidKey>).then(Number);
export const change = (e: Entry) => deed("readwrite", (s) => s.put(e) as IDBRequest<IDBValidKey>).then(() => undefined);
export const take = (seq: number) => deed("readwrite", (s) => s.delete(seq));
export const all = () => deed("readonly", (s) => s.getAll() as IDBRequest<Entry[]>);
