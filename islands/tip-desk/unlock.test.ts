// @vitest-environment happy-dom
import { afterEach, expect, test, vi } from "vitest";
import { draw, type Kept, KeyShelf, wrap } from "./keys";
import { seal, toBase64 } from "./open";
import { mountTip } from "./page";
import { mountReseal } from "./reseal";

const utf8 = new TextEncoder();
const UNLOCK = `<form data-unlock hidden data-wrong="ไม่ตรง" data-other="กุญแจอื่น" data-some="บางส่วน">
  <p data-kept hidden><span data-kept-name></span></p><div><input type="file"></div><input type="password">
  <p data-no hidden></p><button><i></i>เปิดอ่าน</button></form>`;

async function officer(label: string, passphrase: string) {
  const { identity, recipient } = await draw();
  const kept: Kept = { recipient, wrapped: await wrap(identity, passphrase, 10), label };
  return { recipient, kept };
}

/** Keeps keys in this browser as its shelf does. */
function shelve(...kept: Kept[]) {
  const shelf = { all: async () => kept, keep: async () => {}, drop: async () => {} };
  vi.spyOn(KeyShelf, "open").mockResolvedValue(shelf as unknown as KeyShelf);
}

const box = () => document.querySelector("[data-unlock]") as HTMLFormElement;
const no = () => box().querySelector("[data-no]")?.textContent;

async function unlock(passphrase: string, file?: Uint8Array) {
  const pass = box().querySelector("[type=password]") as HTMLInputElement;
  pass.value = passphrase;
  if (file) {
    const chosen = new DataTransfer();
    chosen.items.add(new File([file as Uint8Array<ArrayBuffer>], "old.age"));
    (box().querySelector("[type=file]") as HTMLInputElement).files = chosen.files;
  }
  box().dispatchEvent(new SubmitEvent("submit", { cancelable: true }));
  await vi.waitFor(() => expect(pass.value).toBe(""), 10_000);
}

async function article(as: string, words: string, ...keys: string[]) {
  const sealed = toBase64(await seal(utf8.encode(words), keys));
  return `<article data-sealed="${sealed}" data-as="${as}"><div class="shut"><span></span></div><p data-field="text" hidden></p></article>`;
}

async function mounted(...articles: string[]) {
  document.body.innerHTML = `<div data-tip data-ref="abc" data-broken="เปิดไม่ได้">${UNLOCK}${articles.join("")}
    <form data-hand-over><textarea></textarea><select></select><button></button></form></div>`;
  mountTip(document.querySelector("[data-tip]") as HTMLElement);
  await vi.waitFor(() => expect(box().hidden).toBe(false));
}

const shown = () => [...document.querySelectorAll("[data-field=text]")].map((one) => one.textContent);
const told = () => (document.querySelector("[data-hand-over] textarea") as HTMLTextAreaElement).value;

afterEach(() => vi.restoreAllMocks());

test("an older key kept beside a newer one still opens what was sealed for it", async () => {
  const [older, newer] = [await officer("เครื่องเก่า", "รหัสของกุญแจเก่า"), await officer("เครื่องใหม่", "รหัสของกุญแจใหม่")];
  shelve(newer.kept, older.kept);
  await mounted(await article("tip", JSON.stringify({ text: "มีรถมาส่งของ" }), older.recipient));
  expect(box().querySelector("[data-kept-name]")?.textContent).toBe("เครื่องใหม่, เครื่องเก่า");
  expect(box().querySelector("[type=file]")?.closest("[hidden]")).toBe(null);
  await unlock("ผิดทั้งสอง");
  expect(no()).toBe("ไม่ตรง");
  await unlock("รหัสของกุญแจใหม่");
  expect(no()).toBe("กุญแจอื่น");
  await unlock("รหัสของกุญแจเก่า");
  expect(shown()).toEqual(["มีรถมาส่งของ"]);
  expect(box().hidden).toBe(true);
}, 30_000);

test("two keys with one passphrase open together, and a file opens where another key is kept", async () => {
  const [older, newer] = [await officer("", "รหัสเดียวกันสองดอก"), await officer("", "รหัสเดียวกันสองดอก")];
  const parts = [
    await article("tip", JSON.stringify({ text: "เรื่องแรก" }), older.recipient),
    await article("message", "เรื่องหลัง", newer.recipient),
  ];
  shelve(older.kept, newer.kept);
  await mounted(...parts);
  await unlock("รหัสเดียวกันสองดอก");
  expect(shown()).toEqual(["เรื่องแรก", "เรื่องหลัง"]);
  expect(box().hidden).toBe(true);
  shelve(newer.kept);
  await mounted(...parts);
  await unlock("รหัสเดียวกันสองดอก", older.kept.wrapped);
  expect([shown(), no(), box().hidden]).toEqual([["เรื่องแรก", ""], "บางส่วน", false]);
  await unlock("รหัสเดียวกันสองดอก");
  expect([shown(), box().hidden]).toEqual([["เรื่องแรก", "เรื่องหลัง"], true]);
}, 30_000);

test("a package begins with everything the informant said, and with nothing the officers wrote", async () => {
  const [older, newer] = [await officer("", "รหัสของกุญแจเก่า"), await officer("", "รหัสของกุญแจใหม่")];
  shelve(older.kept, newer.kept);
  await mounted(
    await article("tip", JSON.stringify({ place: "หลังตลาด", text: "มีรถมาส่งของ" }), older.recipient),
    await article("answer", "รถสีอะไร", older.recipient),
    await article("message", "สีขาว ทะเบียนลงท้ายสองแปด abc", newer.recipient),
  );
  await unlock("รหัสของกุญแจเก่า");
  expect(told()).toBe("หลังตลาด\nมีรถมาส่งของ");
  await unlock("รหัสของกุญแจใหม่");
  expect(told()).toBe("หลังตลาด\nมีรถมาส่งของ\nสีขาว ทะเบียนลงท้ายสองแปด …");
}, 30_000);

test("sealing anew goes on with another key where the first could not", async () => {
  const [older, newer] = [await officer("", "รหัสของกุญแจเก่า"), await officer("", "รหัสของกุญแจใหม่")];
  shelve(newer.kept, older.kept);
  const sealed: Record<string, Uint8Array> = {
    a: await seal(utf8.encode("ก"), [older.recipient]),
    b: await seal(utf8.encode("ข"), [newer.recipient]),
  };
  const posted: string[] = [];
  vi.stubGlobal("fetch", async (url: string, how: RequestInit) => {
    if (how.method === "POST") posted.push(String((how.body as FormData).get("part")));
    return new Response(how.method === "POST" ? "" : (sealed[url.split("/")[3] as string] as Uint8Array<ArrayBuffer>));
  });
  const parts = ["a", "b"].map((id) => ({ kind: "tip", id, reply: "" }));
  document.body.innerHTML = `<script type="application/json" id="tip-parts">${JSON.stringify(parts)}</script>
    <script type="application/json" id="tip-keys">${JSON.stringify([{ id: "k", key: newer.recipient }])}</script>
    <section data-reseal data-url="/anew" data-part="/parts/kind/key/" data-done="ครบ" data-left="เหลือ {n}" data-failed="เปิดไม่ได้ {n} ส่วน">
    ${UNLOCK}<div data-job hidden><label data-job-text></label><progress max="2"></progress></div></section>`;
  mountReseal(document.querySelector("[data-reseal]") as HTMLElement);
  await vi.waitFor(() => expect(box().hidden).toBe(false));
  const text = () => document.querySelector("[data-job-text]")?.textContent;
  await unlock("รหัสของกุญแจใหม่");
  expect([posted, text(), no()]).toEqual([["b"], "เปิดไม่ได้ 1 ส่วน", "บางส่วน"]);
  await unlock("รหัสของกุญแจเก่า");
  expect([posted, text(), box().hidden]).toEqual([["b", "a"], "ครบ", true]);
}, 30_000);
