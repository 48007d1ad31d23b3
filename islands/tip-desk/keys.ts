import { Decrypter, Encrypter, generateX25519Identity, identityToRecipient } from "age-encryption";

/** 2^15 rounds: under a second on an old machine, and a passphrase of six words stays out of reach. */
export const WORK = 15;
export const SHORTEST_PASSPHRASE = 12;
const NAME = "tidtam-tip-keys";

/** A key as this browser keeps it: the public half, and the private half under the officer's passphrase. */
export interface Kept {
  recipient: string;
  wrapped: Uint8Array;
  label: string;
}

/** Draws a new key. The private half exists in this page alone until it is wrapped. */
export async function draw(): Promise<{ identity: string; recipient: string }> {
  const identity = await generateX25519Identity();
  return { identity, recipient: await identityToRecipient(identity) };
}

/** Encrypts a private key under a passphrase, as the file an officer keeps (the standard `age` program opens it). */
export async function wrap(identity: string, passphrase: string, work = WORK): Promise<Uint8Array> {
  const one = new Encrypter();
  one.setScryptWorkFactor(work);
  one.setPassphrase(passphrase);
  return one.encrypt(identity);
}

/** Opens what `wrap` made, or a plain or wrapped `age` key file. Errors: "passphrase" when it does not open. */
export async function unwrap(wrapped: Uint8Array, passphrase: string): Promise<string> {
  const one = new Decrypter();
  one.addPassphrase(passphrase);
  let text: string;
  try {
    text = await one.decrypt(wrapped, "text");
  } catch {
    throw new Error("passphrase");
  }
  const identity = text
    .split("\n")
    .map((line) => line.trim())
    .find((line) => line.startsWith("AGE-SECRET-KEY-"));
  if (!identity) throw new Error("no-key");
  return identity;
}

function done<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/** The wrapped keys of this browser. Nothing readable lies here; without the passphrase it is noise. */
export class KeyShelf {
  private constructor(private readonly db: IDBDatabase) {}

  /** Opens the shelf; undefined where the browser keeps nothing (a private window). */
  static async open(): Promise<KeyShelf | undefined> {
    if (!("indexedDB" in globalThis)) return undefined;
    try {
      const request = indexedDB.open(NAME, 1);
      request.onupgradeneeded = () => request.result.createObjectStore("keys", { keyPath: "recipient" });
      return new KeyShelf(await done(request));
    } catch {
      return undefined;
    }
  }

  /** Keeps a wrapped key. */
  async keep(kept: Kept): Promise<void> {
    await done(this.db.transaction("keys", "readwrite").objectStore("keys").put(kept));
  }

  /** Returns every key kept here. */
  async all(): Promise<Kept[]> {
    return done(this.db.transaction("keys").objectStore("keys").getAll());
  }

  /** Forgets a key. */
  async drop(recipient: string): Promise<void> {
    await done(this.db.transaction("keys", "readwrite").objectStore("keys").delete(recipient));
  }
}
