const MET = ["F1", "F2"];

/** Returns the value of the chosen radio of a name, "" when none is. */
export function chosen(form: HTMLFormElement, name: string): string {
  return form.querySelector<HTMLInputElement>(`input[name="${name}"]:checked`)?.value ?? "";
}

/** Returns the questions of a part that must be answered before going on, each by the name of its group. */
export function required(form: HTMLFormElement, part: string): string[][] {
  const found = chosen(form, "found");
  if (part === "found") {
    const more: Record<string, string[][]> = { N: [["not_found_why"]], X: [["other"]] };
    return [["found"], ...(more[found] ?? [])];
  }
  if (part === "use") return found === "F2" ? [["substances"]] : [];
  if (part === "mind") return [["q2_1"], ["q2_2"]];
  if (part === "life") return [["needs", "needs_declined"]];
  return [];
}

/** Returns the fields for numbers of a part that the result asks for. */
export function numbers(part: HTMLElement, found: string): HTMLInputElement[] {
  return [...part.querySelectorAll<HTMLInputElement>('input[type="number"]')].filter((field) => {
    const when = field.closest(".when, [class*='when-F']");
    return !when || when.classList.contains(`when-${found}`);
  });
}

/** Takes the red word away from a question as soon as it is answered anew; the next press checks again. */
export function mending(form: HTMLFormElement): void {
  const mend = (event: Event) => {
    const field = event.target as HTMLInputElement;
    const own = field.closest<HTMLElement>(".field");
    const twin = field.name === "needs_declined" ? form.querySelector('input[name="needs"]') : null;
    for (const group of [own, twin?.closest<HTMLElement>(".field")]) {
      if (!group?.classList.contains("has-err")) continue;
      group.classList.remove("has-err");
      for (const said of group.querySelectorAll(".err")) said.remove();
      for (const wrong of group.querySelectorAll("[aria-invalid]")) wrong.removeAttribute("aria-invalid");
    }
  };
  form.addEventListener("change", mend);
  form.addEventListener("input", mend);
}

/** Says in one line what a part answers. */
export function summary(part: HTMLElement): string {
  const words: string[] = [];
  const form = part.closest("form");
  const found = form ? chosen(form, "found") : "";
  for (const label of part.querySelectorAll<HTMLLabelElement>("label.choice:has(input:checked)")) {
    // What stands ready for another result was not answered.
    const when = label.closest(".when");
    if (when && !when.classList.contains(`when-${found}`)) continue;
    const text = label.querySelector("span")?.firstChild?.textContent?.trim();
    if (text) words.push(text);
  }
  for (const field of part.querySelectorAll<HTMLInputElement>("input[type=number], select, textarea"))
    if (field.value.trim()) {
      const option =
        field instanceof HTMLSelectElement ? (field as HTMLSelectElement).selectedOptions[0]?.textContent : "";
      words.push((option || field.value).trim());
    }
  return words.join(" · ");
}

/** Shows one part of the form at a time; answered ones fold to a line, and the button says what comes next. */
export class Stepper {
  private readonly parts: HTMLElement[];
  private readonly steps: HTMLElement[];
  private readonly button: HTMLElement;
  private at = 0;
  private reached = 0;

  constructor(private readonly form: HTMLFormElement) {
    this.parts = [...form.querySelectorAll<HTMLElement>("[data-part]")];
    this.steps = [...form.querySelectorAll<HTMLElement>("[data-step]")];
    this.button = form.querySelector("[data-visit-go]") as HTMLElement;
    document.body.classList.add("is-stepped");
    const more = form.querySelector<HTMLDetailsElement>("[data-more]");
    if (more && !("stays" in more.dataset) && !more.querySelector(".has-err")) more.open = false;
    this.steps.forEach((step, n) => {
      step.querySelector("a")?.addEventListener("click", (event) => {
        event.preventDefault();
        if (n <= this.reached) this.go(n);
      });
    });
    form.addEventListener("change", () => this.draw());
    const wrong = this.parts.findIndex((part) => part.querySelector(".has-err"));
    this.reached = wrong < 0 ? 0 : this.parts.length - 1;
    this.at = Math.max(0, wrong);
    this.draw();
  }

  /** Says whether every part has been seen, so that the button sends. */
  get isLast(): boolean {
    return !this.isMet || this.at === this.parts.length - 1;
  }

  /** Returns the part that is open. */
  get part(): string {
    return this.parts[this.at]?.dataset.part ?? "";
  }

  /** Goes on where a draft was left; what comes before has been answered. */
  resume(part: string): void {
    const at = this.parts.findIndex((one) => one.dataset.part === part);
    if (at < 1) return;
    this.reached = Math.max(this.reached, at);
    if (this.isMet) this.at = at;
    this.draw();
  }

  private get isMet(): boolean {
    const found = chosen(this.form, "found");
    return !found || MET.includes(found);
  }

  /** Goes to the next part, or stays and says what is missing. */
  next(): void {
    if (this.complete(this.at)) this.go(Math.min(this.at + 1, this.parts.length - 1));
  }

  /** Marks what is missing in the parts that apply; true when nothing is. */
  check(): boolean {
    const wanted = this.isMet ? this.parts.map((_part, n) => n) : [0];
    for (const n of wanted)
      if (!this.complete(n)) {
        if (this.at !== n) this.go(n);
        return false;
      }
    return true;
  }

  /** Opens a part and brings it into view. */
  go(n: number): void {
    this.at = n;
    this.reached = Math.max(this.reached, n);
    this.draw();
    const head = this.parts[n]?.querySelector<HTMLElement>("h2:not(.fold h2)");
    head?.setAttribute("tabindex", "-1");
    head?.focus({ preventScroll: true });
    this.parts[n]?.scrollIntoView({ block: "start" });
  }

  private complete(n: number): boolean {
    const part = this.parts[n];
    if (!part) return true;
    let first: HTMLElement | undefined;
    for (const names of required(this.form, part.dataset.part ?? "")) {
      const missing = names.every((name) => !this.form.querySelector(`input[name="${name}"]:checked`));
      const group = part.querySelector<HTMLInputElement>(`input[name="${names[0]}"]`)?.closest<HTMLElement>("fieldset");
      if (!group) continue;
      group.querySelector(".err.here")?.remove();
      group.classList.toggle("has-err", missing);
      if (!missing) continue;
      const said = document.createElement("p");
      said.className = "err here";
      said.textContent = this.form.dataset.missing ?? "";
      group.append(said);
      first ??= group;
    }
    for (const number of numbers(part, chosen(this.form, "found"))) {
      const field = number.closest<HTMLElement>(".field");
      if (!field) continue;
      field.querySelector(".err.here")?.remove();
      const wrong = !number.checkValidity();
      field.classList.toggle("has-err", wrong);
      if (!wrong) continue;
      const said = document.createElement("p");
      said.className = "err here";
      said.textContent = (this.form.dataset.range ?? "").replace("{min}", number.min).replace("{max}", number.max);
      field.append(said);
      first ??= field;
    }
    first?.scrollIntoView({ block: "center" });
    first?.querySelector<HTMLElement>("input")?.focus({ preventScroll: true });
    return !first;
  }

  private draw(): void {
    const met = this.isMet;
    this.parts.forEach((part, n) => {
      const open = met ? n === this.at : true;
      part.classList.toggle("is-ahead", met && n > this.at);
      this.fold(part, n, !open && n < this.at);
    });
    this.steps.forEach((step, n) => {
      step.classList.toggle("ok", met && n < this.at);
      if (n === this.at) step.setAttribute("aria-current", "step");
      else step.removeAttribute("aria-current");
    });
    const next = this.steps[this.at + 1]?.querySelector("span")?.textContent ?? "";
    const { dataset } = this.form;
    this.button.textContent = this.isLast ? (dataset.send ?? "") : `${dataset.next} ${next}`;
  }

  private fold(part: HTMLElement, n: number, folded: boolean): void {
    part.querySelector(":scope > .fold")?.remove();
    part.toggleAttribute("data-fold", folded);
    if (!folded) return;
    const line = document.createElement("div");
    line.className = "fold";
    const box = document.createElement("div");
    const head = part.querySelector("h2")?.cloneNode(true) as HTMLElement;
    head.removeAttribute("id");
    head.querySelector("i")?.classList.add("good");
    const words = document.createElement("p");
    words.className = "s mute";
    words.textContent = summary(part);
    box.append(head, words);
    const edit = document.createElement("button");
    Object.assign(edit, { type: "button", className: "btn quiet", textContent: this.form.dataset.edit ?? "" });
    edit.setAttribute("aria-label", `${edit.textContent} ${head.textContent}`);
    edit.addEventListener("click", () => this.go(n));
    line.append(box, edit);
    part.prepend(line);
  }
}

/** Keeps "wants nothing" and a list of wishes apart: choosing one clears the other. */
export function exclusive(form: HTMLFormElement): void {
  form.addEventListener("change", (event) => {
    const field = event.target as HTMLInputElement;
    if (!field.checked) return;
    const other = field.name === "needs" ? "needs_declined" : field.name === "needs_declined" ? "needs" : "";
    if (!other) return;
    for (const box of form.querySelectorAll<HTMLInputElement>(`input[name="${other}"]`)) box.checked = false;
  });
}
