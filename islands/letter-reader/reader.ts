import { drawBoxes } from "./boxes";
import { mountDocs } from "./docs";
import { fill, mountValues } from "./values";

const TYPING = "input, textarea, select, [contenteditable]";

/** Wires one letter to its fields; returns a function that shows a field by its number. */
export function mountReader(root: HTMLElement): (number: string) => void {
  for (const page of root.querySelectorAll<HTMLElement>("[data-boxes]")) drawBoxes(page);
  const docs = mountDocs(root);
  mountValues(root);
  const fields = () => [...root.querySelectorAll<HTMLElement>("[data-field]")];
  const open = () => fields().filter((one) => !one.closest("details:not([open])"));

  function show(number: string, scroll: "words" | "field" | "both" = "both"): void {
    for (const one of root.querySelectorAll(".on")) one.classList.remove("on");
    const field = fields().find((one) => one.dataset.field === number);
    const key = CSS.escape(number);
    const words = [...root.querySelectorAll<Element>(`[data-word="${key}"], [data-also~="${key}"]`)];
    field?.classList.add("on");
    for (const word of words) word.classList.add("on");
    const fold = field?.closest<HTMLDetailsElement>("details:not([open])");
    if (fold) fold.open = true;
    if (scroll !== "field") docs.bring(words);
    if (scroll !== "words") field?.scrollIntoView({ block: "nearest" });
  }

  function walk(step: 1 | -1): void {
    const all = open();
    const on = all.findIndex((one) => one.classList.contains("on"));
    const next = all[on < 0 ? 0 : Math.min(all.length - 1, Math.max(0, on + step))];
    if (!next?.dataset.field) return;
    show(next.dataset.field);
    next.querySelector<HTMLElement>(".no")?.focus({ preventScroll: true });
  }

  root.addEventListener("click", (event) => {
    const target = event.target as Element;
    const button = target.closest<HTMLElement>("[data-fill]");
    if (button) {
      fill(root, button, event);
      return;
    }
    const link = target.closest<HTMLElement>("[data-show]");
    const word = target.closest<HTMLElement | SVGElement>("[data-word]");
    const number = link?.dataset.show ?? word?.dataset.word;
    if (number) {
      event.preventDefault();
      show(number, link ? "both" : "field");
      return;
    }
    const field = target.closest<HTMLElement>("[data-field]");
    if (!field?.dataset.field) return;
    if (target.closest(".no")) {
      event.preventDefault();
      show(field.dataset.field, "words");
      root.querySelector(".paper .on")?.scrollIntoView({ block: "nearest" });
      return;
    }
    if (target.closest("a[data-edit]")) {
      event.preventDefault();
      edit(field);
    }
    if (target.closest("[data-accept]")) accept(root, field);
    show(field.dataset.field, "words");
  });
  root.addEventListener("focusin", (event) => {
    const field = (event.target as Element).closest<HTMLElement>("[data-field]");
    if (field?.dataset.field && !field.classList.contains("on")) show(field.dataset.field, "words");
  });

  document.addEventListener("keydown", (event) => {
    const target = event.target as Element | null;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const all = open();
    const on = all.findIndex((one) => one.classList.contains("on"));
    if (target?.closest?.(TYPING)) {
      // Enter in a line of text closes the correction and goes on; it must not send the form.
      const field = target.closest<HTMLElement>("[data-field]");
      if (!field || !(event.key === "Enter" || event.key === "Escape") || !target.matches("input, select")) return;
      event.preventDefault();
      field.classList.remove("editing");
      if (event.key === "Enter") accept(root, field);
      field.querySelector<HTMLElement>("a[data-edit], .no")?.focus();
      return;
    }
    const key = event.key.toLowerCase();
    if (key === "j" || key === "k") {
      event.preventDefault();
      walk(key === "j" ? 1 : -1);
    } else if (key === "enter" && on >= 0 && !target?.closest?.("button, a:not(.no), summary")) {
      if (press(all[on], "[data-accept]", event)) walk(1);
    } else if (key === "e" && on >= 0) {
      press(all[on], "[data-edit]", event);
    }
  });
  return show;
}

/** Opens the correction of a field and puts the cursor into it; a second press closes it. */
function edit(field: HTMLElement): void {
  if (field.classList.toggle("editing"))
    field.querySelector<HTMLElement>(".editor :is(input:not([type=hidden]), textarea, select)")?.focus();
}

/** Marks a field as looked at and counts what is left. */
function accept(root: HTMLElement, field: HTMLElement): void {
  field.classList.add("ok");
  const left = root.querySelectorAll("[data-low]:not(.ok)").length;
  for (const one of document.querySelectorAll("[data-left]")) one.textContent = String(left);
  for (const one of document.querySelectorAll<HTMLElement>("[data-left-note]")) one.hidden = left === 0;
}

function press(field: HTMLElement | undefined, what: string, event: KeyboardEvent): boolean {
  const target = field?.querySelector<HTMLElement>(what);
  if (!target) return false;
  event.preventDefault();
  if (target.matches("input, textarea, select")) target.focus();
  else if (target instanceof HTMLDetailsElement) {
    target.open = true;
    target.querySelector<HTMLElement>("input, textarea, select")?.focus();
  } else target.click();
  return true;
}
