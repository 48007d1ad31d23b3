import { read, split, write } from "./escrow";
import { draw, KeyShelf, SHORTEST_PASSPHRASE, wrap } from "./keys";
import { save, say } from "./open";

/** Mounts the form that makes an officer's key: drawn, wrapped and kept here, its public half sent. */
export function mountMakeKey(form: HTMLFormElement): void {
  const button = form.querySelector("button") as HTMLButtonElement;
  const [first, second] = form.querySelectorAll<HTMLInputElement>("input[type=password]");
  button.disabled = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const passphrase = first?.value ?? "";
    if (passphrase.length < SHORTEST_PASSPHRASE) return say(form, form.dataset.short ?? "");
    if (passphrase !== second?.value) return say(form, form.dataset.differ ?? "");
    say(form, "");
    button.disabled = true;
    const label = (form.elements.namedItem("label") as HTMLInputElement).value.trim();
    const { identity, recipient } = await draw();
    const wrapped = await wrap(identity, passphrase);
    const shelf = await KeyShelf.open();
    await shelf?.keep({ recipient, wrapped, label });
    save(wrapped, `${form.dataset.file}${label ? ` ${label}` : ""}.age`);
    (form.elements.namedItem("public_key") as HTMLInputElement).value = recipient;
    for (const input of [first, second]) if (input) input.value = "";
    setTimeout(() => form.submit(), 300); // after the browser took the file
  });
}

/** Mounts the form that sets up the escrow key: split here, each part shown once, the public half sent at the end. */
export function mountEscrow(form: HTMLFormElement): void {
  const button = form.querySelector("button") as HTMLButtonElement;
  const box = document.querySelector<HTMLElement>("[data-shares]");
  if (!box) return;
  button.disabled = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    button.disabled = true;
    const { identity, recipient } = await draw();
    const texts = split(identity, recipient).map(write);
    const offices = ["first", "second", "third"].map(
      (name) => (form.elements.namedItem(name) as HTMLInputElement).value,
    );
    for (const text of texts) read(text); // what was written can be read again
    box.querySelectorAll<HTMLElement>("[data-share-office]").forEach((place, at) => {
      place.textContent = offices[at] ?? "";
    });
    box.querySelectorAll<HTMLElement>("[data-share]").forEach((place, at) => {
      place.textContent = texts[at] ?? "";
    });
    box.querySelectorAll<HTMLButtonElement>("[data-share-save]").forEach((one, at) => {
      one.addEventListener("click", () =>
        save(new TextEncoder().encode(texts[at]), `${form.dataset.file} ${at + 1}.txt`),
      );
    });
    (form.elements.namedItem("public_key") as HTMLInputElement).value = recipient;
    box.hidden = false;
    box.scrollIntoView();
    box.querySelector("[data-shares-done]")?.addEventListener("click", () => form.submit());
  });
}
