/** Closes an open menu on Escape (focus returns to its head) and on a press outside it. */
export function mountMenus(root: Document): void {
  const open = () => root.querySelectorAll<HTMLDetailsElement>("details.menu[open]");
  root.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of open()) {
      menu.open = false;
      menu.querySelector("summary")?.focus();
    }
  });
  root.addEventListener("click", (event) => {
    for (const menu of open()) if (!menu.contains(event.target as Node)) menu.open = false;
  });
}
