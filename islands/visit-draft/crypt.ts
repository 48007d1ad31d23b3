/** A value encrypted under the phone's own key: it opens for the same draft only. */
export interface Sealed {
  iv: Uint8Array<ArrayBuffer>;
  data: ArrayBuffer;
}

/** Draws a key that no script can read out, this one included; it can only be used on this phone. */
export function makeKey(): Promise<CryptoKey> {
  return crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
}

/** Encrypts a value; `bound` is the draft it belongs to. */
export async function seal(key: CryptoKey, value: unknown, bound: string): Promise<Sealed> {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const coder = new TextEncoder();
  const how = { name: "AES-GCM", iv, additionalData: coder.encode(bound) };
  return { iv, data: await crypto.subtle.encrypt(how, key, coder.encode(JSON.stringify(value))) };
}

/** Opens what `seal` made; undefined when the key or the draft is another, or the bytes are damaged. */
export async function unseal(key: CryptoKey, sealed: Sealed, bound: string): Promise<unknown> {
  try {
    const how = { name: "AES-GCM", iv: sealed.iv, additionalData: new TextEncoder().encode(bound) };
    return JSON.parse(new TextDecoder().decode(await crypto.subtle.decrypt(how, key, sealed.data)));
  } catch {
    return undefined;
  }
}
