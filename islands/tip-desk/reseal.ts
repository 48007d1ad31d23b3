import { join, read } from "./escrow";
import { given, mountUnlock, type Opened, open, type PublicKey, say, seal, sha256 } from "./open";

interface Part {
  kind: string;
  id: string;
  reply: string;
}

/** Seals one part anew: fetched, opened, sealed for the present keys, sent back. Says whether it could be opened. */
async function sealAnew(
  box: HTMLElement,
  part: Part,
  identities: readonly string[],
  keys: PublicKey[],
): Promise<boolean> {
  const url = (box.dataset.part as string).replace("/kind/key/", `/${part.kind}/${part.id}/`);
  const was = new Uint8Array(await (await fetch(url, { credentials: "same-origin", cache: "no-store" })).arrayBuffer());
  let plain: Uint8Array;
  try {
    plain = await open(was, identities);
  } catch {
    return false;
  }
  return put(box, part, was, plain, keys);
}

/** Sends the same words back, sealed for the present keys; the server takes them only in place of `was`. */
export async function put(
  box: HTMLElement,
  part: Part,
  was: Uint8Array,
  plain: Uint8Array,
  keys: PublicKey[],
): Promise<boolean> {
  const sealed = await seal(plain, [...(part.reply ? [part.reply] : []), ...keys.map((one) => one.key)]);
  const form = new FormData();
  form.set("csrfmiddlewaretoken", box.querySelector<HTMLInputElement>("input[name=csrfmiddlewaretoken]")?.value ?? "");
  form.set("kind", part.kind);
  form.set("part", part.id);
  form.set("was", await sha256(was));
  form.set("keys", keys.map((one) => one.id).join(" "));
  form.set("sealed", new Blob([sealed as Uint8Array<ArrayBuffer>]), "sealed.age");
  const answer = await fetch(box.dataset.url as string, { method: "POST", body: form, credentials: "same-origin" });
  return answer.ok || answer.status === 409; // another officer was faster: it is done
}

/** Mounts the list of what must be sealed anew. It goes one by one; who stops begins where it was left. */
export function mountReseal(box: HTMLElement): void {
  const parts = given<Part[]>("tip-parts") ?? [];
  const keys = given<PublicKey[]>("tip-keys") ?? [];
  const bar = box.querySelector("progress") as HTMLProgressElement;
  const text = box.querySelector("[data-job-text]") as HTMLElement;
  let left = parts;
  const run = async (identities: readonly string[]): Promise<Opened> => {
    (box.querySelector("[data-job]") as HTMLElement).hidden = false;
    const shut: Part[] = [];
    for (const [at, part] of left.entries()) {
      if (!(await sealAnew(box, part, identities, keys))) shut.push(part);
      bar.value = parts.length - left.length + at + 1;
      text.textContent = (box.dataset.left ?? "")
        .replace("{n}", String(left.length - at - 1))
        .replace("{all}", String(parts.length));
    }
    left = shut; // what another key opens is done when its passphrase comes
    bar.value = parts.length - left.length;
    const failed = (box.dataset.failed ?? "").replace("{n}", String(left.length));
    text.textContent = left.length ? failed : (box.dataset.done ?? "");
    return !left.length ? "all" : left.length < parts.length ? "some" : "none";
  };
  const form = box.querySelector<HTMLFormElement>("[data-unlock]");
  if (form) void mountUnlock(form, run);
  const shares = box.querySelector<HTMLElement>("[data-shares-in]");
  shares?.querySelector("[data-join]")?.addEventListener("click", () => {
    const [one, other] = [...shares.querySelectorAll("textarea")].map((area) => area.value);
    try {
      say(shares, "");
      void run([join(read(one ?? ""), read(other ?? ""))]);
    } catch {
      say(shares, shares.querySelector<HTMLElement>("[data-no]")?.dataset.wrong ?? "");
    }
  });
}
