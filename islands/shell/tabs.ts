/** Brings the current tab into sight where a row of tabs is wider than the screen; the page itself does not move. */
export function mountTabs(root: Document): void {
  for (const tabs of root.querySelectorAll<HTMLElement>(".tabs")) {
    const current = tabs.querySelector<HTMLElement>("[aria-current]");
    if (current === null || tabs.scrollWidth <= tabs.clientWidth) continue;
    const off = current.getBoundingClientRect().left - tabs.getBoundingClientRect().left;
    tabs.scrollLeft += off - (tabs.clientWidth - current.offsetWidth) / 2;
  }
}
