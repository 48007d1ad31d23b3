import { Encrypter } from "age-encryption";
import { type Picture, strip } from "./picture";

/** A public key of somebody who will read. */
export interface Key {
  id: string;
  key: string;
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

type Field = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;

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

/** The line or the server is weak: nothing is wrong with the device, and the next press may do. */
export class Later extends Error {}

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

function put(form: HTMLFormElement, name: string, content: string): void {
  let field = form.querySelector<HTMLInputElement>(`input[type=hidden][name="${name}"]`);
  if (!field) {
    field = document.createElement("input");
    Object.assign(field, { type: "hidden", name });
    form.append(field);
  }
  field.value = content;
}

/** Fields whose words must not leave the device once they are sealed. */
const SEALED = ["place", "happens", "when", "text", "contact", "reach"];

/** Seals the files that can be stripped here; others go the server's way, which strips them in memory. */
async function sealFiles(form: HTMLFormElement, keys: Key[], strippers: (file: File) => Promise<Picture | null>) {
  const field = form.querySelector<HTMLInputElement>("input[type=file]");
  if (!field?.files?.length) return;
  const keep = value(form, "keep") === "yes";
  const sent = new DataTransfer();
  const kinds: string[] = [];
  for (const file of field.files) {
    const clean = await strippers(file);
    if (!clean) {
      // PDF and documents: only the server can strip them.
      sent.items.add(new File([await file.arrayBuffer()], "file"));
      kinds.push("plain");
      continue;
    }
    sent.items.add(sealedFile(await seal(clean.bytes, keys)));
    kinds.push(clean.kind);
    if (keep) {
      sent.items.add(sealedFile(await seal(new Uint8Array(await file.arrayBuffer()), keys)));
      kinds.push("original-bin");
    }
  }
  field.files = sent.files;
  put(form, "kinds", kinds.join(","));
}

function sealedFile(bytes: Uint8Array): File {
  return new File([bytes as Uint8Array<ArrayBuffer>], "file", { type: "application/octet-stream" });
}

/** Seals what the form holds and takes the plain words out of it. */
export async function sealForm(form: HTMLFormElement, stripper = strip): Promise<void> {
  const keys = await keysFor(form);
  const adding = value(form, "do") === "add";
  const words = adding ? value(form, "text") : JSON.stringify(said(form));
  const sealed = await seal(words, keys);
  const contact = value(form, "reach") === "yes" ? value(form, "contact") : "";
  const shut = contact ? await seal(contact, keys) : null;
  await sealFiles(form, keys, stripper);
  put(form, "sealed", base64(sealed));
  put(form, "for", keys.map((one) => one.id).join(","));
  if (shut) put(form, "sealed_contact", base64(shut));
  for (const name of SEALED)
    for (const field of form.querySelectorAll<Field>(`[name="${name}"]`)) field.disabled = true;
}

function trouble(form: HTMLFormElement, words: string): void {
  const place = form.querySelector<HTMLElement>("[data-trouble]");
  if (!place) return;
  place.textContent = words;
  place.hidden = !words;
}

/** Makes a form seal itself before it is sent. */
export function mount(form: HTMLFormElement): void {
  const plain = form.querySelector<HTMLElement>("[data-plain]");
  const sealing = form.querySelector<HTMLElement>("[data-sealing]");
  if (plain) plain.hidden = true;
  if (sealing) sealing.hidden = false;
  let busy = false;
  let cannot = false;
  form.addEventListener("submit", (event) => {
    if (cannot || event.submitter?.hasAttribute("data-back") || form.querySelector("input[name=sealed]")) return;
    const text = form.querySelector<HTMLTextAreaElement>("textarea[name=text]");
    const unit = form.querySelector<HTMLSelectElement>("select[name=unit]");
    // What is missing the server says, on the same page and with the same words.
    if (!text?.value.trim() || (unit && !unit.value)) return;
    event.preventDefault();
    if (busy) return;
    busy = true;
    trouble(form, "");
    sealForm(form)
      .then(() => form.submit())
      .catch((error: unknown) => {
        busy = false;
        if (error instanceof Refused) return trouble(form, error.message);
        // A weak line never makes a form go unsealed: the next press seals again.
        if (error instanceof Later) return trouble(form, form.dataset.again ?? "");
        // This device cannot seal: say so, and let the next press go the server's way.
        cannot = true;
        if (sealing) sealing.hidden = true;
        if (plain) plain.hidden = false;
        trouble(form, form.dataset.cannot ?? "");
      });
  });
}
