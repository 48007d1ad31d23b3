import { Decrypter, Encrypter, identityToRecipient } from "age-encryption";
import { type Kept, KeyShelf, unwrap } from "./keys";

/** A public key words are sealed for. */
export interface PublicKey {
  id: string;
  key: string;
}

/** Decrypts bytes with a private key. Errors: when it was sealed for others. */
export function open(sealed: Uint8Array, identity: string): Promise<Uint8Array> {
  const one = new Decrypter();
  one.addIdentity(identity);
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

/**
 * Mounts the box that asks for the passphrase; `then` gets the private key, which stays in this page.
 * `for_` names keys that are preferred, when this browser keeps several.
 */
export async function mountUnlock(
  box: HTMLFormElement,
  for_: string[],
  then: (identity: string) => Promise<boolean>,
): Promise<void> {
  const shelf = await KeyShelf.open();
  const kept = shelf ? await shelf.all() : [];
  const chosen: Kept | undefined = kept.find((one) => for_.includes(one.recipient)) ?? kept[0];
  const file = box.querySelector<HTMLInputElement>("input[type=file]") as HTMLInputElement;
  const pass = box.querySelector<HTMLInputElement>("input[type=password]") as HTMLInputElement;
  const button = box.querySelector<HTMLButtonElement>("button") as HTMLButtonElement;
  if (chosen) {
    (box.querySelector("[data-kept]") as HTMLElement).hidden = false;
    (box.querySelector("[data-kept-name]") as HTMLElement).textContent = chosen.label || chosen.recipient.slice(0, 16);
    (box.querySelector("[data-file-field]") as HTMLElement).hidden = true;
  }
  box.hidden = false;
  box.addEventListener("submit", async (event) => {
    event.preventDefault();
    const picked = file.files?.[0];
    const wrapped = picked ? new Uint8Array(await picked.arrayBuffer()) : chosen?.wrapped;
    if (!wrapped) return say(box, box.dataset.wrong ?? "");
    button.disabled = true;
    say(box, "");
    const label = button.lastChild as ChildNode;
    const said = label.textContent;
    label.textContent = box.dataset.working ?? said;
    await new Promise((painted) => setTimeout(painted, 40)); // the passphrase takes a second, and the page stands still
    try {
      const identity = await unwrap(wrapped, pass.value);
      if (picked && shelf) {
        const recipient = await identityToRecipient(identity);
        await shelf.keep({ recipient, wrapped, label: picked.name.replace(/\.\w+$/, "") });
      }
      if (await then(identity)) box.hidden = true;
      else say(box, box.dataset.other ?? "");
    } catch {
      say(box, box.dataset.wrong ?? "");
    }
    pass.value = "";
    label.textContent = said;
    button.disabled = false;
  });
}
