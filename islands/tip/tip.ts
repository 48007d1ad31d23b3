import { Encrypter } from "age-encryption";
import { type Picture, strip } from "./picture";

/** A public key of somebody who will read. */
export interface Key {
  id: string;
  key: string;
}

declare global {
  /** What this script says, by language; the server writes it in front of the script. */
  var tidtamSays: Record<string, Record<string, string>> | undefined;
}

/** Returns a sentence of the script in the language of the page. */
export function words(key: string): string {
  return globalThis.tidtamSays?.[document.documentElement.lang || "th"]?.[key] ?? "";
}

/** What stands inside the seal; the server writes the same when it seals. */
export interface Said {
  v: 1;
  kind: string;
  official: boolean;
  unit: string;
  area: string;
  place: string;
  happens: string;
  when: string;
  text: string;
}

/** Seals bytes or words for the keys. */
export async function seal(what: string | Uint8Array, keys: Key[]): Promise<Uint8Array> {
  if (!keys.length) throw new Error("nobody to seal for");
  const encrypter = new Encrypter();
  for (const one of keys) encrypter.addRecipient(one.key);
  return await encrypter.encrypt(what);
}

/** Returns bytes as base 64. */
export function base64(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return btoa(text);
}

function value(form: HTMLFormElement, name: string): string {
  const found = new FormData(form).get(name);
  return typeof found === "string" ? found.trim() : "";
}

/** Returns what the fields of the second page say. */
export function said(form: HTMLFormElement): Said {
  const unit = form.querySelector<HTMLSelectElement>("select[name=unit]");
  const chosen = unit && unit.value !== "unknown" ? (unit.selectedOptions[0]?.text ?? "") : "";
  return {
    v: 1,
    kind: value(form, "kind"),
    official: value(form, "official") === "yes",
    unit: chosen,
    area: form.querySelector<HTMLInputElement>("input[name=area]")?.dataset.place ?? "",
    place: value(form, "place"),
    happens: value(form, "happens"),
    when: value(form, "when"),
    text: value(form, "text"),
  };
}

/** The server did not take it and says why, in the reader's language: nothing is wrong with the device. */
export class Refused extends Error {}

/** Something is wrong with one field; it is said beside it and nothing was sent. */
export class Wrong extends Error {
  constructor(
    readonly field: string,
    words: string,
  ) {
    super(words);
  }
}

/** The line or the server is weak: nothing is wrong with the device, and the next press may do. */
export class Later extends Error {
  /** `reached`: everything had left the device, and only the answer is missing. */
  constructor(readonly reached = false) {
    super();
  }
}

const PATIENCE = 30_000; // after that a weak line counts as none, and the button can be pressed again

async function keysFor(form: HTMLFormElement): Promise<Key[]> {
  if (form.dataset.keys) return JSON.parse(form.dataset.keys) as Key[];
  const body = new FormData();
  body.set("do", "keys");
  for (const name of ["l", "kind", "official", "area", "unit"]) body.set(name, value(form, name));
  const found = await asked(body);
  if (!found.keys?.length) throw found.wrong ? new Refused(found.wrong) : new Later();
  return found.keys;
}

async function asked(body: FormData): Promise<{ keys?: Key[]; wrong?: string }> {
  const ended = new AbortController();
  const clock = window.setTimeout(() => ended.abort(), PATIENCE);
  try {
    const how: RequestInit = { method: "POST", body, credentials: "omit", referrerPolicy: "no-referrer" };
    return (await (await fetch("/", { ...how, signal: ended.signal })).json()) as { keys?: Key[]; wrong?: string };
  } catch {
    throw new Later(); // no line, or a page of a busy server where the keys should be
  } finally {
    window.clearTimeout(clock);
  }
}

/** Fields whose words never leave the device unsealed. */
export const SEALED = ["place", "happens", "when", "text", "contact", "reach"];
const MOST_BYTES = 10 * 1024 * 1024;

/** Only the server can take out what these hide: PDF and Office files. */
async function forServer(file: File): Promise<boolean> {
  const start = String.fromCharCode(...new Uint8Array(await file.slice(0, 5).arrayBuffer()));
  return start === "%PDF-" || start.startsWith("PK\x03\x04");
}

/** Returns why a file nobody can strip is not taken. */
function unfit(file: File): Wrong {
  if (/hei[cf]/i.test(file.type) || /\.hei[cf]$/i.test(file.name)) return new Wrong("files", words("heic"));
  const picture = file.type.startsWith("image/") && file.type !== "image/svg+xml";
  return new Wrong("files", words(picture ? "broken" : "unknown"));
}

interface Enclosed {
  file: File;
  kind: string;
}

/**
 * Seals the files that can be stripped here; PDF and Office files go the server's way, which strips them in memory.
 * What neither can strip is refused, unless its original is wanted: that is sealed here as it is.
 */
async function sealFiles(form: HTMLFormElement, keys: Key[], stripper: Stripper): Promise<Enclosed[]> {
  const field = form.querySelector<HTMLInputElement>("input[type=file]");
  const enclosed: Enclosed[] = [];
  if (!field?.files?.length) return enclosed;
  const keep = value(form, "keep") === "yes";
  for (const file of field.files) {
    const whole = async (kind: string) =>
      enclosed.push(sealedFile(await seal(new Uint8Array(await file.arrayBuffer()), keys), kind));
    const clean = await stripper(file);
    if (clean) {
      enclosed.push(sealedFile(await seal(clean.bytes, keys), clean.kind));
      if (keep) await whole("original-bin");
    } else if (await forServer(file))
      enclosed.push({ file: new File([await file.arrayBuffer()], "file"), kind: "plain" });
    else if (keep) await whole("only-bin");
    else throw unfit(file);
  }
  const size = enclosed.reduce((sum, one) => sum + one.file.size, 0);
  if (size > MOST_BYTES) throw new Wrong("files", words("large"));
  return enclosed;
}

function sealedFile(bytes: Uint8Array, kind: string): Enclosed {
  const file = new File([bytes as Uint8Array<ArrayBuffer>], "file", { type: "application/octet-stream" });
  return { file, kind };
}

type Stripper = (file: File) => Promise<Picture | null>;

/** Returns what leaves the device: sealed words, sealed files, what routes them. The form itself stays as it was typed. */
export async function sealedBody(form: HTMLFormElement, stripper: Stripper = strip): Promise<FormData> {
  const body = new FormData(form);
  for (const name of [...SEALED, "files"]) body.delete(name);
  const told = value(form, "do") === "add" ? value(form, "text") : JSON.stringify(said(form));
  const contact = value(form, "reach") === "yes" ? value(form, "contact") : "";
  const keys = await keysFor(form);
  body.set("sealed", base64(await seal(told, keys)));
  body.set("for", keys.map((one) => one.id).join(","));
  if (contact) body.set("sealed_contact", base64(await seal(contact, keys)));
  const files = await sealFiles(form, keys, stripper);
  for (const one of files) body.append("files", one.file);
  if (files.length) body.set("kinds", files.map((one) => one.kind).join(","));
  return body;
}
