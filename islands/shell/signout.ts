const NAME = "tidtam-visits";

/** Counts the visits on this phone that were not sent; makes no database where there is none. */
export function unsent(): Promise<number> {
  return new Promise((resolve) => {
    const request = indexedDB.open(NAME);
    request.onupgradeneeded = () => request.transaction?.abort();
    request.onerror = (event) => {
      event.preventDefault();
      resolve(0);
    };
    request.onsuccess = () => {
      const db = request.result;
      const close = (count: number) => {
        db.close();
        resolve(count);
      };
      if (!db.objectStoreNames.contains("drafts")) return close(0);
      const counted = db.transaction("drafts").objectStore("drafts").count();
      counted.onsuccess = () => close(counted.result);
      counted.onerror = () => close(0);
    };
  });
}

/**
 * Forgets what this phone keeps of visits (islands/visit-draft) when somebody signs out, before the sign-out is sent.
 * What was not sent would be lost: that is said first, with how many (the words are the body's `data-unsent`).
 */
export function mountSignOut(root: Document, ask: (words: string) => boolean = (words) => window.confirm(words)): void {
  root.addEventListener("submit", (event) => {
    const form = event.target as HTMLFormElement;
    if (!("indexedDB" in globalThis) || !form.getAttribute("action")?.endsWith("/logout/")) return;
    event.preventDefault();
    let left = false;
    const leave = () => {
      if (left) return;
      left = true;
      form.submit();
    };
    const wipe = () => {
      const request = indexedDB.deleteDatabase(NAME);
      setTimeout(leave, 1500);
      request.onsuccess = request.onerror = leave;
    };
    const stuck = new Promise<number>((resolve) => setTimeout(() => resolve(0), 1500));
    void Promise.race([unsent(), stuck]).then((count) => {
      const words = root.body.dataset.unsent ?? "";
      if (count && words && !ask(words.replace("{n}", String(count)))) return;
      wipe();
    });
  });
}
