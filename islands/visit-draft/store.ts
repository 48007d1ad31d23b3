import { makeKey, type Sealed, seal, unseal } from "./crypt";

export const NAME = "tidtam-visits";
/** A draft nobody sent is forgotten after 72 hours. */
export const MOST_AGE = 72 * 60 * 60 * 1000;

export type Entries = [string, string][];

/** A draft as it lies on the phone: an opaque id, where to send it, when, and the answers encrypted. No name. */
export interface Draft {
  id: string;
  who: string;
  at: number;
  pending: boolean;
  action: string;
  sealed: Sealed;
}

/** Says whether a draft must go: too old, or of somebody else who used this phone. */
export function isStale(draft: Pick<Draft, "at" | "who">, now: number, who: string): boolean {
  return now - draft.at > MOST_AGE || draft.who !== who;
}

function done<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/** The drafts of this phone. */
export class Drafts {
  private constructor(
    private readonly db: IDBDatabase,
    private readonly key: CryptoKey,
    private readonly who: string,
  ) {}

  /** Opens the drafts of a person; undefined where the browser keeps nothing (a private window, plain http). */
  static async open(who: string): Promise<Drafts | undefined> {
    if (!("indexedDB" in globalThis) || !globalThis.crypto?.subtle) return undefined;
    try {
      const request = indexedDB.open(NAME, 1);
      request.onupgradeneeded = () => {
        request.result.createObjectStore("keys");
        request.result.createObjectStore("drafts", { keyPath: "id" });
      };
      const db = await done(request);
      db.onversionchange = () => db.close(); // signing out deletes it
      let key: CryptoKey | undefined = await done(db.transaction("keys").objectStore("keys").get("key"));
      if (!key) {
        const made = await makeKey();
        await done(db.transaction("keys", "readwrite").objectStore("keys").put(made, "key"));
        key = made;
      }
      const drafts = new Drafts(db, key, who);
      await drafts.purge(Date.now());
      return drafts;
    } catch {
      return undefined;
    }
  }

  private table(mode: IDBTransactionMode = "readonly"): IDBObjectStore {
    return this.db.transaction("drafts", mode).objectStore("drafts");
  }

  /** Keeps the answers of a form. */
  async keep(id: string, action: string, entries: Entries, pending: boolean): Promise<void> {
    const sealed = await seal(this.key, entries, id);
    await done(this.table("readwrite").put({ id, who: this.who, at: Date.now(), pending, action, sealed }));
  }

  /** Returns the answers kept under an id, and whether they were to be sent. */
  async find(id: string): Promise<{ entries: Entries; pending: boolean } | undefined> {
    const draft: Draft | undefined = await done(this.table().get(id));
    const entries = draft && (await unseal(this.key, draft.sealed, id));
    return draft && entries ? { entries: entries as Entries, pending: draft.pending } : undefined;
  }

  /** Returns everything that waits to be sent. */
  async waiting(): Promise<{ id: string; action: string; entries: Entries }[]> {
    const all: Draft[] = await done(this.table().getAll());
    const found = [];
    for (const draft of all.filter((one) => one.pending)) {
      const entries = await unseal(this.key, draft.sealed, draft.id);
      if (entries) found.push({ id: draft.id, action: draft.action, entries: entries as Entries });
    }
    return found;
  }

  /** Returns what was begun and is not to be sent yet, the oldest first: only where it goes on, and since when. */
  async begun(): Promise<{ id: string; action: string; at: number }[]> {
    const all: Draft[] = await done(this.table().getAll());
    return all
      .filter((one) => !one.pending)
      .sort((a, b) => a.at - b.at)
      .map(({ id, action, at }) => ({ id, action, at }));
  }

  /** Forgets one draft. */
  async drop(id: string): Promise<void> {
    await done(this.table("readwrite").delete(id));
  }

  private async purge(now: number): Promise<void> {
    const all: Draft[] = await done(this.table().getAll());
    for (const draft of all) if (isStale(draft, now, this.who)) await this.drop(draft.id);
  }
}
