/** True while the person is typing: letters then belong to the control, not to us. */
export function isTyping(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest("input, textarea, select, [contenteditable]") !== null;
}

/** J and K move through every `[data-row]` of the page in reading order, Enter opens the one that is on. */
export function mountRows(root: Document): void {
  root.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    if (root.querySelector("[data-letter-reader]")) return; // The reader has J and K of its own.
    const key = event.key.toLowerCase();
    if (key !== "j" && key !== "k") return;
    const rows = [...root.querySelectorAll<HTMLElement>("[data-row]")].filter((row) => row.offsetParent !== null);
    if (rows.length === 0) return;
    const on = rows.findIndex((row) => row.classList.contains("is-on"));
    const next = on < 0 ? 0 : Math.min(rows.length - 1, Math.max(0, on + (key === "j" ? 1 : -1)));
    for (const row of rows) row.classList.remove("is-on");
    const row = rows[next];
    row?.classList.add("is-on");
    // Focus goes to the row's own link, so that Enter and a screen reader need nothing from us.
    row?.querySelector<HTMLElement>("[data-open]")?.focus();
    event.preventDefault();
  });
}
