// SPDX-License-Identifier: Apache-2.0
// What was dropped or chosen, as one file to send: a file as it is; several, or a folder, in a zip that is made here without packing, so that nothing
// is held in memory: a Blob of the files themselves with the zip's own records between them (PKWARE APPNOTE 6.3, method 0).

export interface Dropped { name: string; path: string; file: File }

/** More than this is not the folder of an export. */
const MOST = 2000;

function entryFile(entry: FileSystemFileEntry): Promise<File> {
  return new Promise((go, no) => entry.file(go, no));
}

function entriesOf(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader(), all: FileSystemEntry[] = [];
  return new Promise((go, no) => {
    const more = () => reader.readEntries((some) => {
      if (!some.length || all.length > MOST) go(all);
      else { all.push(...some); more(); }
    }, no);
    more();
  });
}

async function walk(entry: FileSystemEntry, path: string, to: Dropped[]): Promise<void> {
  if (to.length > MOST || entry.name.startsWith(".")) return;
  if (entry.isFile) to.push({ name: entry.name, path: path + entry.name, file: await entryFile(entry as FileSystemFileEntry) });
  else for (const e of await entriesOf(entry as FileSystemDirectoryEntry)) await walk(e, `${path}${entry.name}/`, to);
}

/** The files behind a drop, folders opened. The entries have to be taken before the event is over. */
export function dropped(data: DataTransfer): Promise<Dropped[]> {
  const entries = Array.from(data.items).map((i) => i.webkitGetAsEntry?.()).filter((e): e is FileSystemEntry => !!e);
  const files = Array.from(data.files);
  if (!entries.length) return Promise.resolve(chosen(files));
  return (async () => {
    const all: Dropped[] = [];
    for (const e of entries) await walk(e, "", all);
    return all;
  })();
}

export const chosen = (files: Iterable<File>): Dropped[] =>
  Array.from(files).filter((f) => !f.name.startsWith(".")).map((file) => ({ name: file.name, path: file.webkitRelativePath || file.name, file }));

const crcTable = (() => {
  const t = new Uint32Array(256);
  for (let n = 0; n < 256; n++) {
    let c = n;
    for (let k = 0; k < 8; k++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
    t[n] = c;
  }
  return t;
})();

async function crcOf(file: Blob): Promise<number> {
  let c = 0xffffffff;
  const step = 4 << 20;
  for (let at = 0; at < file.size; at += step) {
    const bytes = new Uint8Array(await file.slice(at, at + step).arrayBuffer());
    for (let i = 0; i < bytes.length; i++) c = (crcTable[(c ^ (bytes[i] as number)) & 255] as number) ^ (c >>> 8);
  }
  return (c ^ 0xffffffff) >>> 0;
}

const FOUR_GIB = 2 ** 32 - 1;

function record(local: boolean, name: Uint8Array, crc: number, size: number, at: number): Uint8Array {
  const head = local ? 30 : 46, b = new Uint8Array(head + name.length), v = new DataView(b.buffer), shift = local ? 0 : 2;
  v.setUint32(0, local ? 0x04034b50 : 0x02014b50, true);
  if (!local) v.setUint16(4, 20, true);
  v.setUint16(4 + shift, 20, true);
  v.setUint16(6 + shift, 0x800, true); // names are UTF-8
  v.setUint16(12 + shift, 0x21, true); // 1980-01-01: nobody asks
  v.setUint32(14 + shift, crc, true);
  v.setUint32(18 + shift, size, true);
  v.setUint32(22 + shift, size, true);
  v.setUint16(26 + shift, name.length, true);
  if (!local) v.setUint32(42, at, true);
  b.set(name, head);
  return b;
}

/** One file to send for all of them; null when there is none, or more than a zip of this kind holds. */
export async function together(files: Dropped[]): Promise<File | null> {
  if (files.length === 0 || files.length > MOST) return null;
  if (files.length === 1) return (files[0] as Dropped).file;
  const parts: BlobPart[] = [], central: BlobPart[] = [];
  let at = 0, length = 0;
  for (const f of files) {
    const name = new TextEncoder().encode(f.path), crc = await crcOf(f.file), head = record(true, name, crc, f.file.size, 0), entry = record(false, name, crc, f.file.size, at);
    parts.push(head as BlobPart, f.file);
    central.push(entry as BlobPart);
    at += head.length + f.file.size;
    length += entry.length;
    if (at > FOUR_GIB) return null;
  }
  const end = new DataView(new ArrayBuffer(22));
  end.setUint32(0, 0x06054b50, true);
  end.setUint16(8, files.length, true);
  end.setUint16(10, files.length, true);
  end.setUint32(12, length, true);
  end.setUint32(16, at, true);
  const first = (files[0] as Dropped).path.split("/")[0] || "files";
  return new File([...parts, ...central, end], `${first}.zip`, { type: "application/zip" });
}
