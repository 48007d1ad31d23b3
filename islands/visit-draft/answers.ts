import type { Entries } from "./store";

/** What never leaves the form for the draft: the token of the session, and files. */
const SKIPPED = new Set(["csrfmiddlewaretoken"]);

/** Returns the answers of a form as pairs of words. */
export function collect(form: HTMLFormElement): Entries {
  const found: Entries = [];
  for (const [name, value] of new FormData(form))
    if (typeof value === "string" && !SKIPPED.has(name)) found.push([name, value]);
  return found;
}

/** Puts answers back; a subdistrict that was picked from a list no longer shown is carried along unseen. */
export function restore(form: HTMLFormElement, entries: Entries): void {
  const given = new Map<string, string[]>();
  for (const [name, value] of entries) given.set(name, [...(given.get(name) ?? []), value]);
  for (const field of form.elements) {
    if (
      !(field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement || field instanceof HTMLSelectElement)
    )
      continue;
    if (!field.name || SKIPPED.has(field.name) || field.type === "file") continue;
    const values = given.get(field.name) ?? [];
    if (field instanceof HTMLInputElement && (field.type === "radio" || field.type === "checkbox"))
      field.checked = values.includes(field.value);
    else field.value = values[0] ?? "";
  }
  const area = given.get("moved_to_area")?.[0];
  const list = form.querySelector("#tambons");
  if (area && list && !list.querySelector("input")) {
    const hidden = document.createElement("input");
    Object.assign(hidden, { type: "hidden", name: "moved_to_area", value: area });
    list.append(hidden);
  }
}

/** Returns a form's answers as what a page can send, with the token of the session that sends it. */
export function packed(entries: Entries, token: string): FormData {
  const body = new FormData();
  body.append("csrfmiddlewaretoken", token);
  for (const [name, value] of entries) body.append(name, value);
  return body;
}
