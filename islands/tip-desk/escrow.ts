/**
 * The escrow key in three parts, of which any two open it and one tells nothing.
 *
 * For each pair of holders a fresh random pad is drawn; one of the two keeps the pad, the other the secret XOR the pad.
 * A holder so has two numbers that look random, one for each of the others. No curve, no field: nothing to get wrong.
 */

const HEAD = "TIDTAM-ESCROW-1";
export const HOLDERS = 3;
/** The pairs in a fixed order: who keeps the pad, who the masked secret. */
const PAIRS: readonly (readonly [number, number])[] = [
  [1, 2],
  [1, 3],
  [2, 3],
];

/** A part as it is handed to an office: whose it is, of which key, and its two halves by the other holder. */
export interface Part {
  holder: number;
  recipient: string;
  halves: Record<number, Uint8Array>;
}

function xor(one: Uint8Array, other: Uint8Array): Uint8Array {
  return one.map((byte, at) => byte ^ (other[at] ?? 0));
}

/** Splits a secret text into three parts; `draw` gives random bytes. */
export function split(
  secret: string,
  recipient: string,
  draw: (size: number) => Uint8Array = (size) => crypto.getRandomValues(new Uint8Array(size)),
): Part[] {
  const bytes = new TextEncoder().encode(secret);
  const parts: Part[] = [1, 2, 3].map((holder) => ({ holder, recipient, halves: {} }));
  for (const [first, second] of PAIRS) {
    const pad = draw(bytes.length);
    (parts[first - 1] as Part).halves[second] = pad;
    (parts[second - 1] as Part).halves[first] = xor(bytes, pad);
  }
  return parts;
}

/** Puts two parts together again. Errors: when they are of one holder, of different keys or of different lengths. */
export function join(one: Part, other: Part): string {
  if (one.holder === other.holder) throw new Error("same-holder");
  if (one.recipient !== other.recipient) throw new Error("other-key");
  const mine = one.halves[other.holder];
  const theirs = other.halves[one.holder];
  if (!mine || !theirs || mine.length !== theirs.length) throw new Error("damaged");
  return new TextDecoder().decode(xor(mine, theirs));
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function unhex(text: string): Uint8Array {
  if (!/^([0-9a-f]{2})+$/.test(text)) throw new Error("damaged");
  return Uint8Array.from(text.match(/../g) ?? [], (two) => Number.parseInt(two, 16));
}

/** A short sum over a text (FNV-1a, 32 bits): it finds a letter typed wrong, it keeps nothing secret. */
function checksum(text: string): string {
  let sum = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) sum = Math.imul(sum ^ byte, 0x01000193) >>> 0;
  return sum.toString(16).padStart(8, "0");
}

/** Writes a part as lines an office can print and keep in a safe. */
export function write(part: Part): string {
  const others = Object.keys(part.halves).map(Number).sort();
  const lines = [HEAD, `part ${part.holder} of ${HOLDERS}`, `key ${part.recipient}`];
  for (const other of others) lines.push(`with ${other} ${hex(part.halves[other] as Uint8Array)}`);
  const body = lines.join("\n");
  return `${body}\nsum ${checksum(body)}\n`;
}

/** Reads what `write` wrote; blanks and letter case of a retyped part do not matter. Errors: "damaged". */
export function read(text: string): Part {
  const lines = text
    .split("\n")
    .map((line) => line.trim().replace(/\s+/g, " ").toLowerCase())
    .filter(Boolean);
  const [head, whose, key, ...rest] = lines;
  const sum = rest.pop();
  const holder = /^part ([123]) of 3$/.exec(whose ?? "")?.[1];
  const recipient = /^key (\S+)$/.exec(key ?? "")?.[1];
  if (head !== HEAD.toLowerCase() || !holder || !recipient) throw new Error("damaged");
  if (sum !== `sum ${checksum([HEAD, whose, key, ...rest].join("\n"))}`) throw new Error("damaged");
  const halves: Record<number, Uint8Array> = {};
  for (const line of rest) {
    const found = /^with ([123]) ([0-9a-f]+)$/.exec(line);
    if (!found) throw new Error("damaged");
    halves[Number(found[1])] = unhex(found[2] as string);
  }
  return { holder: Number(holder), recipient, halves };
}
