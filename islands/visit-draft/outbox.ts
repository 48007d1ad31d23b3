import { packed } from "./answers";
import { send } from "./send";
import { Drafts } from "./store";

const AGAIN = 20_000;

/** Says how many visits wait on this phone, and sends them as soon as there is a line. */
export async function mountOutbox(box: HTMLElement): Promise<void> {
  const drafts = await Drafts.open(box.dataset.who ?? "");
  if (!drafts) return;
  const token = box.querySelector<HTMLInputElement>("input[name=csrfmiddlewaretoken]")?.value ?? "";
  const text = box.querySelector("[data-outbox-text]") as HTMLElement;
  const head = box.querySelector("[data-outbox-head]") as HTMLElement;
  let busy = false;

  const run = async () => {
    if (busy) return;
    busy = true;
    const waiting = await drafts.waiting();
    let left = waiting.length;
    let sent = 0;
    let wrong = 0;
    for (const draft of waiting) {
      const outcome = await send(draft.action, packed(draft.entries, token));
      if (outcome.kind === "offline") continue;
      left -= 1;
      if (outcome.kind === "done") {
        sent += 1;
        await drafts.drop(draft.id);
      } else {
        wrong += 1; // it stays on the phone; its form tells what is to be mended
        await drafts.keep(draft.id, draft.action, draft.entries, false);
      }
    }
    busy = false;
    box.hidden = left + wrong === 0;
    head.hidden = left === 0;
    text.textContent = ((left ? box.dataset.one : box.dataset.failed) ?? "").replace("{n}", String(left || wrong));
    if (left) setTimeout(() => void run(), AGAIN);
    if (sent && !left && !wrong) window.location.reload();
  };
  window.addEventListener("online", () => void run());
  await run();
}
