/** Forgets what this phone keeps of visits (islands/visit-draft) when somebody signs out, before the sign-out is sent. */
export function mountSignOut(root: Document): void {
  root.addEventListener("submit", (event) => {
    const form = event.target as HTMLFormElement;
    if (!("indexedDB" in globalThis) || !form.getAttribute("action")?.endsWith("/logout/")) return;
    event.preventDefault();
    const leave = () => form.submit();
    const request = indexedDB.deleteDatabase("tidtam-visits");
    const timer = setTimeout(leave, 1500);
    request.onsuccess = request.onerror = () => {
      clearTimeout(timer);
      leave();
    };
  });
}
