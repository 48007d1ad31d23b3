import { drawBoxes } from "./boxes";

const TYPING = "input, textarea, select, [contenteditable]";

/** Wires one letter to its fields; returns a function that shows a field by its number. */
export function mountReader(root: HTMLElement): (number: string) => void {
  for (const page of root.querySelectorAll<HTMLElement>("[data-boxes]")) drawBoxes(page);
  const fields = () => [...root.querySelectorAll<HTMLElement>("[data-field]")];

  function show(number: string, scroll: "words" | "field" | "both" = "both"): void {
    for (const one of root.querySelectorAll(".on")) one.classList.remove("on");
    const field = fields().find((one) => one.dataset.field === number);
    const words = root.querySelectorAll<Element>(`[data-word="${CSS.escape(number)}"]`);
    field?.classList.add("on");
    for (const word of words) word.classList.add("on");
    if (scroll !== "field") words[0]?.scrollIntoView({ block: "center" });
    if (scroll !== "words") field?.scrollIntoView({ block: "nearest" });
  }

  root.addEventListener("click", (event) => {
    const target = event.target as Element;
    const word = target.closest<HTMLElement | SVGElement>("[data-word]");
    if (word?.dataset.word) {
      event.preventDefault();
      show(word.dataset.word, "field");
      return;
    }
    const field = target.closest<HTMLElement>("[data-field]");
    if (!field?.dataset.field) return;
    if (target.closest(".no")) event.preventDefault();
    show(field.dataset.field, "words");
  });
  root.addEventListener("focusin", (event) => {
    const field = (event.target as Element).closest<HTMLElement>("[data-field]");
    if (field?.dataset.field && !field.classList.contains("on")) show(field.dataset.field, "words");
  });

  document.addEventListener("keydown", (event) => {
    const target = event.target as Element | null;
    if (event.ctrlKey || event.metaKey || event.altKey || target?.closest?.(TYPING)) return;
    const all = fields();
    const on = all.findIndex((one) => one.classList.contains("on"));
    const key = event.key.toLowerCase();
    if (key === "j" || key === "k") {
      const next = all[on < 0 ? 0 : Math.min(all.length - 1, Math.max(0, on + (key === "j" ? 1 : -1)))];
      if (!next?.dataset.field) return;
      event.preventDefault();
      show(next.dataset.field);
      next.querySelector<HTMLElement>(".no")?.focus({ preventScroll: true });
    } else if (key === "enter" && on >= 0 && !target?.closest?.("button, a:not(.no), summary")) {
      press(all[on], "[data-accept]", event);
    } else if (key === "e" && on >= 0) {
      press(all[on], "[data-edit]", event);
    }
  });
  return show;
}

function press(field: HTMLElement | undefined, what: string, event: KeyboardEvent): void {
  const target = field?.querySelector<HTMLElement>(what);
  if (!target) return;
  event.preventDefault();
  if (target.matches("input, textarea, select")) target.focus();
  else if (target instanceof HTMLDetailsElement) {
    target.open = true;
    target.querySelector<HTMLElement>("input, textarea, select")?.focus();
  } else target.click();
}
