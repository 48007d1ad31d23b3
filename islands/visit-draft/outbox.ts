import { packed } from "./answers";
import { send } from "./send";
import { Drafts } from "./store";

const AGAIN = 20_000;

/** Draws a way on to each visit begun here; whom it is about stands on the page, never on the phone. */
function ways(box: HTMLElement, begun: { action: string; at: number }[]): void {
  const list = box.querySelector("[data-outbox-list]");
  if (!list) return;
  list.replaceChildren(
    ...begun.map(({ action, at }, n) => {
      const path = new URL(action, window.location.href).pathname;
      const card = document.querySelector(`.person a[href="${CSS.escape(path)}"]`)?.closest(".person");
      const who =
        card?.querySelector("h2")?.textContent?.trim() || (box.dataset.item ?? "").replace("{n}", String(n + 1));
      const time = new Date(at);
      const minute = String(time.getMinutes()).padStart(2, "0");
      const line = document.createElement("li");
      const link = document.createElement("a");
      link.href = path;
      link.textContent = `${box.dataset.on ?? ""} ${who}`;
      line.append(link, ` · ${time.getDate()}/${time.getMonth() + 1} ${time.getHours()}.${minute}`);
      return line;
    }),
  );
}

/** Says how many visits wait on this phone, sends those that are done as soon as there is a line, leads to the rest. */
export async function mountOutbox(box: HTMLElement): Promise<void> {
  const drafts = await Drafts.open(box.dataset.who ?? "");
  if (!drafts) return;
  const token = box.querySelector<HTMLInputElement>("input[name=csrfmiddlewaretoken]")?.value ?? "";
  const text = box.querySelector("[data-outbox-text]") as HTMLElement;
  const head = box.querySelector("[data-outbox-head]") as HTMLElement;
  const offline = box.querySelector<HTMLElement>("[data-outbox-offline]");
  let busy = false;

  const show = async (left: number, failed: boolean) => {
    const begun = await drafts.begun();
    const all = left + begun.length;
    box.hidden = all === 0;
    head.textContent = (box.dataset.unsent ?? "").replace("{n}", String(all));
    if (offline) offline.hidden = !left || navigator.onLine;
    text.textContent = left ? (box.dataset.one ?? "") : failed ? (box.dataset.failed ?? "") : "";
    ways(box, begun);
  };
  const run = async () => {
    if (busy) return;
    busy = true;
    const waiting = await drafts.waiting();
    let left = waiting.length;
    let sent = 0;
    let wrong = 0;
    await show(left, false);
    for (const draft of waiting) {
      const outcome = await send(draft.action, packed(draft.entries, token));
      // Whoever was signed out meanwhile signs in again, and it goes then.
      if (outcome.kind === "offline" || outcome.kind === "signed-out") continue;
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
    await show(left, wrong > 0);
    if (left) setTimeout(() => void run(), AGAIN);
    if (sent && !left && !wrong) window.location.reload();
  };
  window.addEventListener("online", () => void run());
  await run();
}
