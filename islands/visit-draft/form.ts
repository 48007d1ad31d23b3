import { collect, restore } from "./answers";
import { Written } from "./days";
import { mountPosition } from "./position";
import { send } from "./send";
import { exclusive, mending, Stepper } from "./stepper";
import { Drafts } from "./store";

const PAUSE = 400;
const AGAIN = 15_000;
/** The name under which a draft remembers its open part; no question is called so. */
const PART = "part-open";

/** Gives the form of a visit its steps, its draft, and sending that outlives a lost line. */
export async function mountForm(form: HTMLFormElement): Promise<void> {
  const words = form.dataset;
  const id = words.case ?? "";
  const said = form.querySelector<HTMLElement>("[data-visit-said]");
  const chip = document.querySelector<HTMLElement>("[data-draft-chip]");
  const say = (text: string) => {
    if (!said) return;
    said.hidden = !text;
    (said.querySelector("p") as HTMLElement).textContent = text;
  };
  exclusive(form);
  mending(form);
  const steps = new Stepper(form);
  mountPosition(form);
  const written = new Written(form);
  // Not waited for here: until the form listens, a press would send it as a page without script does.
  const opening = Drafts.open(words.who ?? "");
  let timer = 0;
  let again = 0;
  let sending = false;

  const keep = async (pending: boolean) => {
    const drafts = await opening;
    if (!drafts) return;
    await drafts.keep(id, form.action, [...collect(form), [PART, steps.part]], pending);
    if (!timer) words.draft = "kept";
    if (!chip) return;
    const now = new Date();
    const minute = String(now.getMinutes()).padStart(2, "0");
    chip.hidden = false;
    (chip.querySelector("span") as HTMLElement).textContent = `${words.kept} ${now.getHours()}.${minute}`;
  };
  const later = () => {
    clearTimeout(timer);
    words.draft = "typing";
    timer = setTimeout(() => {
      timer = 0;
      void keep(false);
    }, PAUSE) as unknown as number;
  };
  const go = async () => {
    if (sending) return;
    sending = true;
    clearTimeout(timer);
    clearTimeout(again);
    timer = 0;
    await keep(true);
    say(words.sending ?? "");
    const outcome = await send(form.action, new FormData(form));
    sending = false;
    if (outcome.kind === "done") {
      await (await opening)?.drop(id);
      window.location.assign(outcome.next);
    } else if (outcome.kind === "offline") {
      say(words.offline ?? "");
      said?.scrollIntoView({ block: "center" });
      again = setTimeout(() => void go(), AGAIN) as unknown as number;
    } else if (outcome.kind === "mend") {
      await keep(false);
      form.submit(); // the server's own page, with what is to be mended beside each question
    } else {
      await keep(outcome.kind === "signed-out"); // after signing in it goes by itself
      say((outcome.kind === "gone" ? words.gone : words.refused) ?? "");
      said?.scrollIntoView({ block: "center" });
    }
  };

  form.addEventListener("input", later);
  form.addEventListener("change", later);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!steps.isLast) {
      steps.next();
      if (words.draft) later(); // where it goes on is kept too
    } else if (steps.check()) void go();
  });
  window.addEventListener("online", () => {
    if (again) void go();
  });
  const found = words.fresh === "1" ? await (await opening)?.find(id) : undefined;
  if (!found) return;
  restore(form, found.entries);
  written.restored();
  form.dispatchEvent(new Event("change"));
  steps.resume(found.entries.find(([name]) => name === PART)?.[1] ?? "");
  say(words.restored ?? "");
  if (found.pending) void go();
}
