import { Decrypter, Encrypter, identityToRecipient } from "age-encryption";
import { type Kept, KeyShelf, unwrap } from "./keys";

/** A public key words are sealed for. */
export interface PublicKey {
  id: string;
  key: string;
}

/** Decrypts bytes with one of some private keys. Errors: when it was sealed for others. */
export function open(sealed: Uint8Array, identities: readonly string[]): Promise<Uint8Array> {
  const one = new Decrypter();
  for (const identity of identities) one.addIdentity(identity);
  return one.decrypt(sealed);
}

/** Encrypts for several public keys; any one of their holders opens it. */
export function seal(plain: Uint8Array, keys: string[]): Promise<Uint8Array> {
  const one = new Encrypter();
  for (const key of keys) one.addRecipient(key);
  return one.encrypt(plain);
}

export function fromBase64(text: string): Uint8Array {
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
}

export function toBase64(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length; at += 0x8000) text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return btoa(text);
}

export async function sha256(bytes: Uint8Array): Promise<string> {
  const sum = await crypto.subtle.digest("SHA-256", bytes as Uint8Array<ArrayBuffer>);
  return Array.from(new Uint8Array(sum), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Reads JSON a template left in a page. */
export function given<T>(id: string): T | undefined {
  const text = document.getElementById(id)?.textContent;
  return text ? (JSON.parse(text) as T) : undefined;
}

/** Lets the officer save bytes as a file; nothing is opened in the page. */
export function save(bytes: Uint8Array, name: string): void {
  const url = URL.createObjectURL(new Blob([bytes as Uint8Array<ArrayBuffer>], { type: "application/octet-stream" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

/** Shows or hides the sentence of a form that says what went wrong. */
export function say(box: ParentNode, text: string): void {
  const no = box.querySelector<HTMLElement>("[data-no]");
  if (!no) return;
  no.textContent = text;
  no.hidden = !text;
}

/** How much of what lies sealed in a page the keys at hand opened. */
export type Opened = "all" | "some" | "none";

/** Returns the private keys a passphrase opens among wrapped ones. */
async function unwrapped(wrapped: Uint8Array[], passphrase: string): Promise<string[]> {
  const found: string[] = [];
  for (const one of wrapped)
    try {
      found.push(await unwrap(one, passphrase));
    } catch {
      // of another passphrase, or no key at all
    }
  return found;
}

/**
 * Mounts the box that asks for the passphrase: it is tried on every key this browser keeps, or on the file that is
 * chosen. `then` gets the private keys found so far, which stay in this page; while something is still shut the box
 * stays, for the passphrase or the file of another key.
 */
export async function mountUnlock(
  box: HTMLFormElement,
  then: (identities: readonly string[]) => Promise<Opened>,
): Promise<void> {
  const shelf = await KeyShelf.open();
  const kept: Kept[] = shelf ? await shelf.all() : [];
  const held: string[] = [];
  const file = box.querySelector<HTMLInputElement>("input[type=file]") as HTMLInputElement;
  const pass = box.querySelector<HTMLInputElement>("input[type=password]") as HTMLInputElement;
  const button = box.querySelector<HTMLButtonElement>("button") as HTMLButtonElement;
  if (kept.length) {
    const names = kept.map((one) => one.label || one.recipient.slice(0, 16));
    (box.querySelector("[data-kept]") as HTMLElement).hidden = false;
    (box.querySelector("[data-kept-name]") as HTMLElement).textContent = names.join(", ");
  }
  box.hidden = false;
  const unlock = async (picked: File | undefined, wrapped: Uint8Array[]): Promise<void> => {
    const found = await unwrapped(wrapped, pass.value);
    if (!found.length) {
      say(box, box.dataset.wrong ?? "");
      return;
    }
    if (picked && shelf) {
      const recipient = await identityToRecipient(found[0] as string);
      const label = picked.name.replace(/\.\w+$/, "");
      await shelf.keep({ recipient, wrapped: wrapped[0] as Uint8Array, label });
    }
    for (const one of found) if (!held.includes(one)) held.push(one);
    const opened = await then(held);
    if (opened === "all") box.hidden = true;
    else say(box, (opened === "some" ? box.dataset.some : box.dataset.other) ?? "");
    file.value = ""; // the next passphrase is of a kept key, unless another file is chosen
  };
  box.addEventListener("submit", async (event) => {
    event.preventDefault();
    const picked = file.files?.[0];
    const wrapped = picked ? [new Uint8Array(await picked.arrayBuffer())] : kept.map((one) => one.wrapped);
    button.disabled = true;
    say(box, "");
    const label = button.lastChild as ChildNode;
    const said = label.textContent;
    label.textContent = box.dataset.working ?? said;
    await new Promise((painted) => setTimeout(painted, 40)); // the passphrase takes a second, and the page stands still
    await unlock(picked, wrapped).catch(() => say(box, box.dataset.wrong ?? ""));
    pass.value = "";
    label.textContent = said;
    button.disabled = false;
  });
}
