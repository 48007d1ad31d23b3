import {
  fromBase64,
  given,
  mountUnlock,
  type Opened,
  open,
  type PublicKey,
  save,
  say,
  seal,
  sha256,
  toBase64,
} from "./open";
import { packed, sanitised } from "./pack";
import { put } from "./reseal";

/** Kinds a canvas can draw: the picture is decoded and drawn anew, its file is never opened by the browser. */
const PICTURES: Record<string, string> = {
  webp: "image/webp",
  jpg: "image/jpeg",
  jpeg: "image/jpeg",
  png: "image/png",
};
type Said = Record<string, unknown>;

async function fetched(url: string): Promise<Uint8Array> {
  const answer = await fetch(url, { credentials: "same-origin", cache: "no-store" });
  if (!answer.ok) throw new Error(String(answer.status));
  return new Uint8Array(await answer.arrayBuffer());
}

/** Puts what was said into its place: as text only, whatever it holds. */
function fill(article: HTMLElement, said: Said): void {
  const words: Record<string, Record<string, string>> = {
    kind: given("tip-kinds") ?? {},
    happens: given("tip-happens") ?? {},
    area: given("tip-areas") ?? {},
  };
  for (const place of article.querySelectorAll<HTMLElement>("[data-field]")) {
    const name = place.dataset.field as string;
    const value = String(said[name] ?? "");
    place.textContent = words[name]?.[value] ?? value;
    place.hidden = !value;
    const row = article.querySelector<HTMLElement>(`[data-row="${name}"]`);
    if (row) row.hidden = !value;
  }
  const fields = article.querySelector<HTMLElement>(".fields");
  if (fields) fields.hidden = false;
  (article.querySelector(".shut") as HTMLElement).hidden = true;
}

async function draw(bytes: Uint8Array, kind: string, place: HTMLElement): Promise<void> {
  const picture = await createImageBitmap(new Blob([bytes as Uint8Array<ArrayBuffer>], { type: PICTURES[kind] }));
  const canvas = document.createElement("canvas");
  canvas.width = picture.width;
  canvas.height = picture.height;
  canvas.getContext("2d")?.drawImage(picture, 0, 0);
  place.append(canvas);
}

function mountFile(item: HTMLElement, identities: readonly string[], page: HTMLElement): void {
  const button = item.querySelector<HTMLButtonElement>("[data-open-file]") as HTMLButtonElement;
  const kind = item.dataset.kind ?? "";
  button.disabled = false;
  button.addEventListener("click", async () => {
    button.disabled = true;
    try {
      const bytes = await open(await fetched(item.dataset.file as string), identities);
      if (kind in PICTURES && item.dataset.role === "clean") await draw(bytes, kind, item);
      else {
        const note = document.createElement("p");
        note.className = "s mute";
        note.textContent = page.dataset.safe ?? "";
        item.append(note);
      }
      const keep = document.createElement("button");
      keep.className = "btn quiet";
      keep.type = "button";
      keep.textContent = page.dataset.save ?? "";
      keep.addEventListener("click", () => save(bytes, item.dataset.name ?? "1"));
      item.append(keep);
    } catch {
      button.textContent = page.dataset.broken ?? "";
      button.disabled = false; // the passphrase of another key may open it
    }
  });
}

function mountAnswer(form: HTMLFormElement, reply: string, keys: PublicKey[]): void {
  const words = form.querySelector("textarea") as HTMLTextAreaElement;
  const button = form.querySelector("button") as HTMLButtonElement;
  button.disabled = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (!words.value.trim()) return words.focus();
    button.disabled = true;
    const sealed = await seal(new TextEncoder().encode(words.value), [reply, ...keys.map((one) => one.key)]);
    (form.elements.namedItem("sealed") as HTMLInputElement).value = toBase64(sealed);
    (form.elements.namedItem("keys") as HTMLInputElement).value = keys.map((one) => one.id).join(" ");
    words.disabled = true; // the plain words have no name and stay here
    form.submit();
  });
}

function token(box: ParentNode): string {
  return box.querySelector<HTMLInputElement>("input[name=csrfmiddlewaretoken]")?.value ?? "";
}

async function posted(url: string, form: FormData | URLSearchParams): Promise<Response> {
  return fetch(url, { method: "POST", body: form, credentials: "same-origin" });
}

/** Returns what an agency is told at first: what the informant said, and what they said later. */
function handed(said: Said, later: string[], reference: string): string {
  const areas = given<Record<string, string>>("tip-areas") ?? {};
  const whole: Said = { ...said, area: areas[String(said.area)] ?? said.area };
  const parts = ["area", "place", "unit", "when", "text"].map((name) => String(whole[name] ?? ""));
  return sanitised([...parts, ...later].filter(Boolean).join("\n"), reference);
}

/** Mounts the form that makes a package; what it returns puts the words in, as long as the officer did not. */
function mountHandOver(
  form: HTMLFormElement,
  identities: readonly string[],
  reference: string,
): (text: string) => void {
  const told = form.querySelector("textarea") as HTMLTextAreaElement;
  const button = form.querySelector("button") as HTMLButtonElement;
  const agency = form.querySelector("select") as HTMLSelectElement;
  let filled = told.value;
  told.disabled = button.disabled = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    button.disabled = true;
    say(form, "");
    try {
      const files = [];
      for (const box of form.querySelectorAll<HTMLInputElement>("[data-take]:checked")) {
        const bytes = await open(await fetched(box.dataset.take as string), identities);
        files.push({ kind: box.dataset.kind ?? "bin", bytes });
      }
      const plain = packed(form.dataset.inside ?? "", told.value, reference, files);
      const sealed = await seal(plain, [agency.selectedOptions[0]?.dataset.key as string]);
      const log = new URLSearchParams({
        csrfmiddlewaretoken: token(form),
        agency: agency.value,
        sha256: await sha256(sealed),
        size: String(sealed.length),
        enclosed: String(files.length),
      });
      const answer = await posted(form.action, log);
      const found = await answer.json();
      if (!answer.ok) throw new Error(found.problem);
      save(sealed, `${form.dataset.file}.zip.age`);
      setTimeout(() => window.location.reload(), 1500);
    } catch (error) {
      say(form, (error as Error).message || (form.dataset.problem ?? ""));
      button.disabled = false;
    }
  });
  return (text) => {
    if (told.value === filled) told.value = filled = text;
  };
}

function mountContact(form: HTMLFormElement, identities: readonly string[], keys: PublicKey[]): void {
  const button = form.querySelector("button") as HTMLButtonElement;
  const place = form.querySelector("[data-contact-words]") as HTMLElement;
  button.disabled = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    button.disabled = true;
    const answer = await posted(form.action, new URLSearchParams({ csrfmiddlewaretoken: token(form) }));
    const sealed = new Uint8Array(await answer.arrayBuffer());
    try {
      const plain = await open(sealed, identities);
      place.textContent = new TextDecoder().decode(plain);
      place.hidden = false;
      const part = { kind: "contact", id: form.dataset.id ?? "", reply: "" };
      if (part.id) await put(form, part, sealed, plain, keys);
    } catch {
      say(form, form.closest<HTMLElement>("[data-tip]")?.dataset.broken ?? "");
    }
  });
}

/** Lets what needs the private keys work; it uses whatever keys are found later, too. */
function mountWork(page: HTMLElement, identities: readonly string[], keys: PublicKey[]): (text: string) => void {
  for (const item of page.querySelectorAll<HTMLElement>("li[data-file]")) mountFile(item, identities, page);
  const contact = page.querySelector<HTMLFormElement>("[data-contact]");
  if (contact) mountContact(contact, identities, keys);
  const over = page.querySelector<HTMLFormElement>("[data-hand-over]");
  return over ? mountHandOver(over, identities, page.dataset.ref ?? "") : () => {};
}

/** Mounts the page of one tip: opens it with the officer's keys, and lets what needs the words work. */
export function mountTip(page: HTMLElement): void {
  const box = page.querySelector<HTMLFormElement>("[data-unlock]");
  const keys = given<PublicKey[]>("tip-keys") ?? [];
  const answer = page.querySelector<HTMLFormElement>("[data-answer]");
  if (answer) mountAnswer(answer, page.dataset.reply ?? "", keys);
  if (!box) return;
  const articles = [...page.querySelectorAll<HTMLElement>("[data-sealed]")];
  const opened = new Map<HTMLElement, Said>();
  let tell: ((text: string) => void) | null = null;
  void mountUnlock(box, async (identities): Promise<Opened> => {
    for (const article of articles.filter((one) => !opened.has(one)))
      try {
        const text = new TextDecoder().decode(await open(fromBase64(article.dataset.sealed as string), identities));
        const said: Said = article.dataset.as === "tip" ? JSON.parse(text) : { text };
        fill(article, said);
        opened.set(article, said);
      } catch {
        (article.querySelector(".shut span") as HTMLElement).textContent = page.dataset.broken ?? "";
      }
    if (!opened.size) return "none";
    tell ??= mountWork(page, identities, keys);
    const said = (as: string) => articles.filter((one) => one.dataset.as === as).map((one) => opened.get(one) ?? {});
    tell(
      handed(
        said("tip")[0] ?? {},
        said("message").map((one) => String(one.text ?? "")),
        page.dataset.ref ?? "",
      ),
    );
    return opened.size < articles.length ? "some" : "all";
  });
}
