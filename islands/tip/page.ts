import { Later, Refused, SEALED, sealedBody, Wrong, words } from "./tip";

/** A page of the server, and whether it took what was sent. */
interface Answer {
  status: number;
  page: Document | null;
}

const QUIET = 90_000; // a line on which nothing moves for so long counts as none

/**
 * Sends a form and hands over the page that answers. Not `fetch`: this request makes the page itself, so no text ever
 * becomes markup here. Errors: Later, with whether everything had left the device.
 */
function ask(body: FormData): Promise<Answer> {
  return new Promise((done, fail) => {
    const line = new XMLHttpRequest();
    let reached = false;
    let clock = 0;
    const moved = () => {
      window.clearTimeout(clock);
      clock = window.setTimeout(() => line.abort(), QUIET);
    };
    line.open("POST", "/");
    line.responseType = "document";
    line.upload.onprogress = moved;
    line.upload.onload = () => {
      reached = true;
      moved();
    };
    line.onload = () => {
      window.clearTimeout(clock);
      done({ status: line.status, page: line.response as Document | null });
    };
    line.onerror = line.onabort = () => {
      window.clearTimeout(clock);
      fail(new Later(reached));
    };
    moved();
    line.send(body);
  });
}

type Field = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;
/** Fields of the page of words that are put back when it is shown again. */
const KEPT = [...SEALED, "unit", "keep"];

interface Kept {
  do: string;
  values: Map<string, string[]>;
  files: FileList | null;
}

/** What was typed, while another page is shown: in the memory of this page and nowhere else. */
let kept: Kept | null = null;

function keep(form: HTMLFormElement): void {
  const typed = new FormData(form);
  const values = new Map(KEPT.map((name) => [name, typed.getAll(name).map(String)]));
  const files = form.querySelector<HTMLInputElement>("input[type=file]")?.files ?? null;
  kept = { do: String(typed.get("do")), values, files };
}

function refill(form: HTMLFormElement): void {
  if (!kept || new FormData(form).get("do") !== kept.do) return;
  for (const [name, values] of kept.values)
    for (const field of form.querySelectorAll<Field>(`[name="${name}"]:not([type=hidden])`))
      if (field.type === "radio" || field.type === "checkbox")
        (field as HTMLInputElement).checked = values.includes(field.value);
      else field.value = values[0] ?? "";
  const files = form.querySelector<HTMLInputElement>("input[type=file]");
  if (files && kept.files?.length) {
    files.files = kept.files;
    document.querySelector("[data-files-lost]")?.remove();
  }
  kept = null;
}

/** Puts a page of the server in the place of this one, with what was typed before. */
function show(page: Document): void {
  document.documentElement.lang = page.documentElement.lang;
  document.body.replaceChildren(...page.body.childNodes);
  mountAll();
  const first = document.querySelector<HTMLElement>("main [role=alert]:not([hidden])");
  const place = first ?? document.querySelector<HTMLElement>("main h1");
  window.scrollTo(0, 0);
  place?.setAttribute("tabindex", "-1");
  place?.focus();
}

function trouble(form: HTMLFormElement, told: string): void {
  let place = form.querySelector<HTMLElement>("[data-trouble]");
  if (!place) {
    place = document.createElement("p");
    place.className = "bad";
    place.dataset.trouble = "";
    place.setAttribute("role", "alert");
    form.append(place);
  }
  place.textContent = told;
  place.hidden = !told;
}

/** Says what is wrong beside its field, as a page of the server does. */
function beside(form: HTMLFormElement, wrong: Wrong): void {
  const field = form.querySelector<Field>(`[name="${wrong.field}"]`);
  const label = field?.closest(".f")?.querySelector(".l");
  if (!field || !label) {
    trouble(form, wrong.message);
    return;
  }
  const line = document.createElement("p");
  line.className = "bad";
  line.id = `${wrong.field}-wrong`;
  line.setAttribute("role", "alert");
  line.textContent = wrong.message;
  label.after(line);
  field.setAttribute("aria-invalid", "true");
  field.setAttribute("aria-errormessage", line.id);
}

/** Says beside each field what is missing; true when nothing is. */
function complete(form: HTMLFormElement): boolean {
  trouble(form, "");
  for (const line of form.querySelectorAll(".f > .bad")) line.remove();
  const wrong: Wrong[] = [];
  for (const field of form.querySelectorAll<Field>("[data-missing]")) {
    field.removeAttribute("aria-invalid");
    if (!field.value.trim()) wrong.push(new Wrong(field.name, words(field.dataset.missing ?? "")));
  }
  const files = form.querySelector<HTMLInputElement>("input[type=file]");
  const most = Number(files?.dataset.most ?? 5);
  if (files && (files.files?.length ?? 0) > most) wrong.push(new Wrong("files", words("many")));
  for (const one of wrong) beside(form, one);
  form.querySelector<Field>(`[name="${wrong[0]?.field}"]`)?.focus();
  return !wrong.length;
}

/** Returns what a page that refuses says, where it shows no form to say it in. */
function reason({ status, page }: Answer): string {
  const said = [...(page?.querySelectorAll<HTMLElement>("main .say, main .bad") ?? [])].filter((one) => !one.hidden);
  const told = (said.length ? said : [...(page?.querySelectorAll("main h1") ?? [])]).map((one) => one.textContent);
  if (told.length) return told.join(" ");
  return words(status === 413 ? "large" : status === 503 ? "again" : "unsure");
}

/** Shows what became of a sealed form. A refusal loses nothing: what was typed goes into the page that says why. */
function answered(form: HTMLFormElement, answer: Answer): void {
  const { status, page } = answer;
  if (page && status === 200 && page.querySelector("main")) show(page);
  else if (page?.querySelector("form[data-tip]")) {
    keep(form);
    show(page);
  } else trouble(form, reason(answer));
}

async function sealAndSend(form: HTMLFormElement): Promise<void> {
  let body: FormData;
  try {
    body = await sealedBody(form);
  } catch (error) {
    if (error instanceof Wrong) beside(form, error);
    else if (error instanceof Refused) trouble(form, error.message);
    // A weak line never makes a form go unsealed: the next press seals again.
    else if (error instanceof Later) trouble(form, words("again"));
    else throw error;
    return;
  }
  try {
    answered(form, await ask(body));
  } catch (error) {
    const away = !(error instanceof Later) || error.reached;
    trouble(form, words(away ? "unsure" : "again"));
  }
}

/** Goes back to the first page. The words stay here until the page of words is shown again. */
async function goBack(form: HTMLFormElement, submitter: HTMLElement): Promise<void> {
  const body = withButton(form, submitter);
  for (const name of [...KEPT, "files"]) body.delete(name);
  await turn(form, body, () => keep(form));
}

function withButton(form: HTMLFormElement, submitter: HTMLElement | null): FormData {
  const body = new FormData(form);
  const name = submitter?.getAttribute("name");
  if (name) body.set(name, submitter?.getAttribute("value") ?? "");
  return body;
}

async function turn(form: HTMLFormElement, body: FormData, before: () => void = () => {}): Promise<void> {
  try {
    const { page } = await ask(body);
    if (!page?.querySelector("main")) throw new Later();
    before();
    show(page);
  } catch {
    trouble(form, words("again"));
  }
}

/** Makes a form of another page go on without leaving this one, as long as words are kept here. */
function carry(form: HTMLFormElement): void {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void turn(form, withButton(form, event.submitter));
  });
}

/** Makes a form seal itself before it is sent. */
export function mount(form: HTMLFormElement): void {
  const plain = form.querySelector<HTMLElement>("[data-plain]");
  const sealing = form.querySelector<HTMLElement>("[data-sealing]");
  if (plain) plain.hidden = true;
  if (sealing) sealing.hidden = false;
  let busy = false;
  let cannot = false;
  form.addEventListener("submit", (event) => {
    const back = event.submitter?.hasAttribute("data-back") ? event.submitter : null;
    if (!back && cannot && complete(form)) return;
    event.preventDefault();
    if (busy || (!back && !complete(form))) return;
    busy = true;
    const button = form.querySelector<HTMLElement>("button:not([data-back])");
    const label = button?.textContent ?? "";
    if (button && !back) button.textContent = words("working") || label;
    (back ? goBack(form, back) : sealAndSend(form))
      .catch(() => {
        // This device cannot seal: say so, and let the next press go the server's way.
        cannot = true;
        if (sealing) sealing.hidden = true;
        if (plain) plain.hidden = false;
        trouble(form, words("cannot"));
      })
      .finally(() => {
        busy = false;
        if (button) button.textContent = label;
      });
  });
}

/** Mounts the forms of the page that is shown. */
export function mountAll(): void {
  for (const form of document.querySelectorAll("form"))
    if (form.hasAttribute("data-tip")) {
      refill(form);
      mount(form);
    } else if (kept) carry(form);
}
