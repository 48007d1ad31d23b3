/**
 * The package an agency gets: a plain zip of a text and its enclosures, with nothing of our house in it.
 * No names of ours, no references, no keys, no times: every entry carries the first day the format knows.
 */

export interface Enclosure {
  name: string;
  bytes: Uint8Array;
}

const INSIDE = [
  /AGE-SECRET-KEY-[0-9A-Z-]+/gi,
  /age1[0-9a-z]{20,}/gi,
  /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi, // ids of rows
  /\b[0-9a-f]{40,64}\b/gi, // hashes
  /(?:\d[\s\-–.·]*){19}\d/g, // a receipt: who holds it is the informant
];

/** Takes out of a text what belongs to this house or to the informant: references, receipts, keys, ids. */
export function sanitised(text: string, reference: string): string {
  let clean = text;
  for (const pattern of INSIDE) clean = clean.replace(pattern, "…");
  return reference ? clean.replace(new RegExp(reference, "gi"), "…") : clean;
}

const TABLE = Uint32Array.from({ length: 256 }, (_, n) => {
  let c = n;
  for (let k = 0; k < 8; k += 1) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
  return c >>> 0;
});

export function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = (TABLE[(crc ^ byte) & 0xff] as number) ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}

const DAY_ONE = 0x0021; // 1 January 1980, the first the format can say

function header(local: boolean, name: Uint8Array, bytes: Uint8Array, offset: number): Uint8Array {
  const out = new Uint8Array((local ? 30 : 46) + name.length);
  const view = new DataView(out.buffer);
  view.setUint32(0, local ? 0x04034b50 : 0x02014b50, true);
  let at = local ? 4 : 6;
  if (!local) view.setUint16(4, 20, true);
  view.setUint16(at, 20, true);
  view.setUint16(at + 2, 0x0800, true); // names are UTF-8
  view.setUint16(at + 8, DAY_ONE, true);
  view.setUint32(at + 10, crc32(bytes), true);
  view.setUint32(at + 14, bytes.length, true);
  view.setUint32(at + 18, bytes.length, true);
  view.setUint16(at + 22, name.length, true);
  at += 26;
  if (!local) view.setUint32(42, offset, true);
  out.set(name, local ? 30 : 46);
  return out;
}

/** Writes a zip without compression, folders or times. */
export function zip(entries: Enclosure[]): Uint8Array {
  const pieces: Uint8Array[] = [];
  const directory: Uint8Array[] = [];
  let offset = 0;
  for (const { name, bytes } of entries) {
    const called = new TextEncoder().encode(name);
    directory.push(header(false, called, bytes, offset));
    const head = header(true, called, bytes, 0);
    pieces.push(head, bytes);
    offset += head.length + bytes.length;
  }
  const size = directory.reduce((sum, one) => sum + one.length, 0);
  const end = new Uint8Array(22);
  const view = new DataView(end.buffer);
  view.setUint32(0, 0x06054b50, true);
  view.setUint16(8, entries.length, true);
  view.setUint16(10, entries.length, true);
  view.setUint32(12, size, true);
  view.setUint32(16, offset, true);
  const out = new Uint8Array(offset + size + 22);
  let at = 0;
  for (const piece of [...pieces, ...directory, end]) {
    out.set(piece, at);
    at += piece.length;
  }
  return out;
}

/** Makes the package: the text an officer went over, and the enclosures under plain numbers. */
export function packed(
  title: string,
  text: string,
  reference: string,
  files: { kind: string; bytes: Uint8Array }[],
): Uint8Array {
  const words = new TextEncoder().encode(`${sanitised(text, reference)}\n`);
  const enclosed = files.map(({ kind, bytes }, at) => ({ name: `${at + 1}.${kind.replace(/\W/g, "")}`, bytes }));
  return zip([{ name: `${title}.txt`, bytes: words }, ...enclosed]);
}
