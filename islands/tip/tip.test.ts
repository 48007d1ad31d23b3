// @vitest-environment happy-dom
import { Decrypter, generateX25519Identity, identityToRecipient } from "age-encryption";
import { afterEach, expect, test, vi } from "vitest";
import { base64, mount, said, seal, sealForm } from "./tip";

async function pair() {
  const identity = await generateX25519Identity();
  const decrypter = new Decrypter();
  decrypter.addIdentity(identity);
  return { key: await identityToRecipient(identity), open: (sealed: Uint8Array) => decrypter.decrypt(sealed, "text") };
}

function form(keys: string): HTMLFormElement {
  document.body.innerHTML = `<form data-tip data-keys='${keys}'><input type="hidden" name="do" value="send">
    <input type="hidden" name="kind" value="sell"><input type="hidden" name="official" value="yes">
    <input type="hidden" name="area" value="301409" data-place="ต.ตูม อ.ปักธงชัย">
    <select name="unit"><option value="LGO-301409" selected>อบต.ตูม</option></select>
    <input type="text" name="place" value="หลังตลาด"><input type="radio" name="happens" value="often" checked>
    <input type="text" name="when" value=""><textarea name="text">มีรถมาส่งของ</textarea>
    <input type="radio" name="reach" value="yes" checked><input type="text" name="contact" value="081"></form>`;
  return document.querySelector("form") as HTMLFormElement;
}

test("what is sealed for two opens with either key", async () => {
  const [one, two] = [await pair(), await pair()];
  const sealed = await seal("ความลับ", [
    { id: "1", key: one.key },
    { id: "2", key: two.key },
  ]);
  expect(await one.open(sealed)).toBe("ความลับ");
  expect(await two.open(sealed)).toBe("ความลับ");
});

test("a sealed form keeps no plain word", async () => {
  const who = await pair();
  const made = form(JSON.stringify([{ id: "k1", key: who.key }]));
  expect(said(made)).toMatchObject({ unit: "อบต.ตูม", area: "ต.ตูม อ.ปักธงชัย", happens: "often", official: true });
  await sealForm(made, async () => null);
  for (const name of ["text", "place", "when", "happens", "contact", "reach"])
    for (const field of made.querySelectorAll<HTMLInputElement>(`[name=${name}]`)) expect(field.disabled).toBe(true);
  const sent = new FormData(made);
  const bytes = Uint8Array.from(atob(String(sent.get("sealed"))), (letter) => letter.charCodeAt(0));
  expect(JSON.parse(await who.open(bytes))).toMatchObject({ v: 1, text: "มีรถมาส่งของ", place: "หลังตลาด" });
  expect(sent.get("for")).toBe("k1");
  expect(String(sent.get("sealed_contact")).length).toBeGreaterThan(100);
});

test("bytes become base 64, however many", () => {
  const many = new Uint8Array(20_000).fill(200);
  expect(atob(base64(many)).length).toBe(20_000);
});

/** A form whose keys must be asked for, with what the page says when it cannot be sent; how often it was sent. */
function asking(): { made: HTMLFormElement; press: () => Promise<boolean>; told: () => string; sent: () => number } {
  const made = form("");
  made.removeAttribute("data-keys");
  Object.assign(made.dataset, { again: "กดอีกครั้ง", cannot: "เครื่องนี้ปิดผนึกเองไม่ได้" });
  made.insertAdjacentHTML("beforeend", "<p data-plain></p><p data-sealing hidden></p><p data-trouble hidden></p>");
  const submit = vi.fn();
  made.submit = submit;
  const trouble = made.querySelector("[data-trouble]") as HTMLElement;
  return {
    made,
    /** Presses the button, and says whether the browser itself would have sent the form as it stands. */
    press: async () => {
      const event = new Event("submit", { cancelable: true });
      const plainly = made.dispatchEvent(event);
      await vi.waitFor(() => expect(plainly || !trouble.hidden || submit.mock.calls.length > 0).toBe(true));
      return plainly;
    },
    told: () => trouble.textContent ?? "",
    sent: () => submit.mock.calls.length,
  };
}

afterEach(() => vi.unstubAllGlobals());

test("a weak line, a busy server and a refusal leave the form to be sealed by the next press", async () => {
  const who = await pair();
  const page = asking();
  const fetched = vi.fn();
  vi.stubGlobal("fetch", fetched);
  mount(page.made);
  fetched.mockRejectedValueOnce(new TypeError("Failed to fetch"));
  expect(await page.press()).toBe(false);
  expect(page.told()).toBe("กดอีกครั้ง");
  fetched.mockResolvedValueOnce(new Response("<!doctype html>", { status: 503 }));
  expect(await page.press()).toBe(false);
  expect(page.told()).toBe("กดอีกครั้ง");
  fetched.mockResolvedValueOnce(new Response(JSON.stringify({ wrong: "Nobody reads here yet" }), { status: 422 }));
  expect(await page.press()).toBe(false);
  expect(page.told()).toBe("Nobody reads here yet");
  expect((page.made.querySelector("[data-plain]") as HTMLElement).hidden).toBe(true);
  expect(page.sent()).toBe(0);
  fetched.mockResolvedValueOnce(new Response(JSON.stringify({ keys: [{ id: "k1", key: who.key }] })));
  expect(await page.press()).toBe(false);
  await vi.waitFor(() => expect(page.sent()).toBe(1));
  expect((page.made.querySelector("textarea") as HTMLTextAreaElement).disabled).toBe(true);
  expect(String(new FormData(page.made).get("sealed")).length).toBeGreaterThan(100);
});

test("a device that cannot seal says so before a press sends the form the server's way", async () => {
  const page = asking();
  vi.stubGlobal("fetch", async () => new Response(JSON.stringify({ keys: [{ id: "k1", key: "age1nonsense" }] })));
  mount(page.made);
  expect(await page.press()).toBe(false);
  expect(page.told()).toBe("เครื่องนี้ปิดผนึกเองไม่ได้");
  expect((page.made.querySelector("[data-plain]") as HTMLElement).hidden).toBe(false);
  expect(page.sent()).toBe(0);
  expect(await page.press()).toBe(true);
  expect(new FormData(page.made).get("text")).toBe("มีรถมาส่งของ");
});
