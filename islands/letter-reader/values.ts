/** Keeps the words a field shows in step with its control. */
export function mountValues(root: HTMLElement): void {
  root.addEventListener("input", (event) => told(event.target as Element));
  root.addEventListener("change", (event) => told(event.target as Element));
}

function told(control: Element): void {
  const field = control.closest<HTMLElement>("[data-field]");
  const shown = field?.querySelector<HTMLElement>("[data-shown]");
  if (!field || !shown) return;
  // A duty says its own time back in its preview; only its main control changes the head.
  if (field.classList.contains("duty") && !(control as HTMLInputElement).name.endsWith("-rule")) return;
  if (control instanceof HTMLSelectElement) shown.textContent = control.selectedOptions[0]?.textContent ?? "";
  else if (control instanceof HTMLInputElement && control.type === "checkbox") return;
  else if (control instanceof HTMLInputElement && control.name === "received_time") return;
  else if (control instanceof HTMLInputElement || control instanceof HTMLTextAreaElement)
    shown.textContent = control.value.trim() || "–";
}

/** Puts an offered value into its control instead of sending the form for it. */
export function fill(root: HTMLElement, button: HTMLElement, event: Event): void {
  const control = [...root.querySelectorAll<HTMLInputElement>("input, textarea, select")].find(
    (one) => one.name === button.dataset.into,
  );
  if (!control) return;
  event.preventDefault();
  control.value = button.dataset.fill ?? "";
  control.dispatchEvent(new Event("input", { bubbles: true }));
  button.closest<HTMLElement>("[data-field]")?.querySelector<HTMLElement>("[data-accept]")?.click();
}
