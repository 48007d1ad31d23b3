// @vitest-environment happy-dom
import { Decrypter, generateX25519Identity, identityToRecipient } from "age-encryption";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { mountAll } from "./page";
import { base64, said, seal, sealedBody, Wrong } from "./tip";

async function pair() {
  const identity = await generateX25519Identity();
  const decrypter = new Decrypter();
  decrypter.addIdentity(identity);
  return { key: await identityToRecipient(identity), open: (sealed: Uint8Array) => decrypter.decrypt(sealed, "text") };
}

const SAYS = {
  unit: "เลือกหน่วย",
  text: "เล่าสักหนึ่งประโยค",
  many: "มากไป",
  large: "ใหญ่ไป",
  unknown: "ชนิดนี้ไม่ได้",
  broken: "เปิดไม่ได้",
  heic: "HEIC ไม่ได้",
  again: "กดอีกครั้ง",
  unsure: "ไม่แน่",
  cannot: "เครื่องนี้ปิดผนึกเองไม่ได้",
};
const WORDS = "มีรถมาส่งของ";
/** What the server shows for the page of words; `more` stands in it where it says something. */
function tell(keys: string, more = "", text = WORDS): string {
  const given = keys ? `data-keys='${keys}'` : "";
  return `<main>${more}<form data-tip ${given}>
    <input type="hidden" name="do" value="send"><input type="hidden" name="kind" value="sell">
    <input type="hidden" name="official" value="yes">
    <input type="hidden" name="area" value="301409" data-place="ต.ตูม อ.ปักธงชัย">
    <div class="f"><label class="l"></label><select name="unit" data-missing="unit"><option value=""></option>
    <option value="LGO-301409" selected>อบต.ตูม</option></select></div>
    <input type="text" name="place" value="หลังตลาด"><input type="radio" name="happens" value="often" checked>
    <input type="text" name="when" value="">
    <div class="f"><label class="l"></label><textarea name="text" data-missing="text">${text}</textarea></div>
    <div class="f"><label class="l"></label><input type="file" name="files" multiple data-most="5"></div>
    <input type="checkbox" name="keep" value="yes">
    <input type="radio" name="reach" value="yes" checked><input type="text" name="contact" value="081">
    <p data-plain></p><p data-sealing hidden></p><p data-trouble hidden></p>
    <button>ส่ง</button><button name="do" value="home" data-back>ย้อนกลับ</button></form></main>`;
}

function form(keys: string): HTMLFormElement {
  document.body.innerHTML = tell(keys);
  return document.querySelector("form") as HTMLFormElement;
}

const field = (name: string) => document.querySelector(`[name=${name}]`) as HTMLInputElement;
const trouble = () => document.querySelector<HTMLElement>("[data-trouble]")?.textContent;

let answers: ({ status: number; html: string } | "nothing" | "lost")[] = [];
let sent: FormData[] = [];

/** A line to a server that answers as the test says. */
class Line {
  status = 0;
  response: Document | null = null;
  responseType = "";
  upload = { onload: () => {} };
  onload = () => {};
  onerror = () => {};
  open() {}
  send(body: FormData) {
    sent.push(body);
    const answer = answers.shift() ?? "nothing";
    setTimeout(() => {
      if (answer === "nothing") return this.onerror();
      this.upload.onload();
      if (answer === "lost") return this.onerror();
      this.status = answer.status;
      this.response = new DOMParser().parseFromString(
        `<html lang="th"><body>${answer.html}</body></html>`,
        "text/html",
      );
      this.onload();
    });
  }
}

beforeEach(() => {
  answers = [];
  sent = [];
  vi.stubGlobal("XMLHttpRequest", Line);
  vi.stubGlobal("tidtamSays", { th: SAYS });
  document.documentElement.lang = "th";
  window.scrollTo = () => {};
});

afterEach(() => vi.unstubAllGlobals());

/** Presses a button; says whether the browser itself would have sent the form as it stands. */
function press(name = "ส่ง", made = document.querySelector("form") as HTMLFormElement): boolean {
  const submitter = [...made.querySelectorAll("button")].find((one) => one.textContent === name) ?? null;
  return made.dispatchEvent(new SubmitEvent("submit", { cancelable: true, submitter }));
}

async function keyed() {
  const who = await pair();
  return { ...who, keys: JSON.stringify([{ id: "k1", key: who.key }]) };
}

async function opened(body: FormData, open: (sealed: Uint8Array) => Promise<string>): Promise<Record<string, string>> {
  return JSON.parse(await open(Uint8Array.from(atob(String(body.get("sealed"))), (letter) => letter.charCodeAt(0))));
}

const plain = (body: FormData | undefined) => JSON.stringify([...(body ?? [])]);

test("what is sealed for two opens with either key", async () => {
  const [one, two] = [await pair(), await pair()];
  const sealed = await seal("ความลับ", [
    { id: "1", key: one.key },
    { id: "2", key: two.key },
  ]);
  expect(await one.open(sealed)).toBe("ความลับ");
  expect(await two.open(sealed)).toBe("ความลับ");
});

test("what leaves the device has no plain word, and the form keeps what was typed", async () => {
  const who = await keyed();
  const made = form(who.keys);
  expect(said(made)).toMatchObject({ unit: "อบต.ตูม", area: "ต.ตูม อ.ปักธงชัย", happens: "often", official: true });
  const body = await sealedBody(made, async () => null);
  for (const name of ["text", "place", "when", "happens", "contact", "reach", "files"])
    expect(body.has(name)).toBe(false);
  expect(await opened(body, who.open)).toMatchObject({ v: 1, text: WORDS, place: "หลังตลาด" });
  expect(body.get("for")).toBe("k1");
  expect(String(body.get("sealed_contact")).length).toBeGreaterThan(100);
  expect(field("text").value).toBe(WORDS);
});

test("bytes become base 64, however many", () => {
  const many = new Uint8Array(20_000).fill(200);
  expect(atob(base64(many)).length).toBe(20_000);
});

/** Chooses files as a person does. */
function choose(...files: File[]) {
  const sending = new DataTransfer();
  for (const one of files) sending.items.add(one);
  field("files").files = sending.files;
}

test("a file neither the device nor the server can strip is refused here, or sealed as it is when it is wanted", async () => {
  const who = await keyed();
  const made = form(who.keys);
  const refused = (file: File) => {
    choose(file);
    return sealedBody(made, async () => null);
  };
  await expect(refused(new File(["ftypmp42"], "v.mp4", { type: "video/mp4" }))).rejects.toThrow("ชนิดนี้ไม่ได้");
  await expect(refused(new File(["x"], "a.jpg", { type: "image/jpeg" }))).rejects.toThrow("เปิดไม่ได้");
  await expect(refused(new File(["x"], "IMG.HEIC", { type: "" }))).rejects.toThrow(new Wrong("files", "HEIC ไม่ได้"));
  const pdf = await refused(new File(["%PDF-1.7 words"], "somchai.pdf", { type: "application/pdf" }));
  expect(pdf.get("kinds")).toBe("plain");
  expect((pdf.get("files") as File).name).toBe("file");
  field("keep").checked = true;
  const whole = await refused(new File(["14.7,102.0"], "v.mp4", { type: "video/mp4" }));
  expect(whole.get("kinds")).toBe("only-bin");
  expect(await (whole.get("files") as File).text()).not.toContain("14.7,102.0");
  const large = new File([new Uint8Array(10 * 1024 * 1024 + 1)], "v.mp4");
  await expect(refused(large)).rejects.toThrow("ใหญ่ไป");
});

test("what is missing is said beside its field, and nothing leaves the device", async () => {
  const who = await keyed();
  form(who.keys);
  mountAll();
  field("unit").value = "";
  field("text").value = " ";
  expect(press()).toBe(false);
  await new Promise((later) => setTimeout(later, 20));
  expect(sent).toEqual([]);
  expect([...document.querySelectorAll(".f .bad")].map((one) => one.textContent)).toEqual([
    "เลือกหน่วย",
    "เล่าสักหนึ่งประโยค",
  ]);
  expect(field("contact").value).toBe("081");
  field("unit").value = "LGO-301409";
  field("text").value = WORDS;
  answers = [{ status: 200, html: "<main><h1>ส่งแล้ว</h1></main>" }];
  expect(press()).toBe(false);
  await vi.waitFor(() => expect(document.querySelector("h1")?.textContent).toBe("ส่งแล้ว"));
  expect(await opened(sent[0] as FormData, who.open)).toMatchObject({ text: WORDS });
  expect(document.body.innerHTML).not.toContain(WORDS);
});

test("on the way back nothing said leaves the device, and it stands there again afterwards", async () => {
  const who = await keyed();
  form(who.keys);
  mountAll();
  choose(new File(["x"], "a.jpg", { type: "image/jpeg" }));
  answers = [
    { status: 200, html: '<main><h1>1</h1><form><input name="do" value="place"><button>ต่อไป</button></form></main>' },
  ];
  expect(press("ย้อนกลับ")).toBe(false);
  await vi.waitFor(() => expect(document.querySelector("h1")?.textContent).toBe("1"));
  expect([...(sent[0] as FormData).keys()].sort()).toEqual(["area", "do", "kind", "official"]);
  expect((sent[0] as FormData).get("do")).toBe("home");
  answers = [{ status: 200, html: tell(who.keys, "<h1>2</h1>", "") }];
  expect(press("ต่อไป")).toBe(false);
  await vi.waitFor(() => expect(document.querySelector("h1")?.textContent).toBe("2"));
  expect([field("text").value, field("contact").value, field("unit").value]).toEqual([WORDS, "081", "LGO-301409"]);
  expect(field("files").files?.[0]?.name).toBe("a.jpg");
  expect(plain(sent[1])).not.toContain(WORDS);
});

test("a refusal keeps everything typed, with the server's words in place", async () => {
  const who = await keyed();
  form(who.keys);
  mountAll();
  field("text").value = "เรื่องยาว";
  const says = '<p class="say" role="alert">รายชื่อเปลี่ยน<span data-files-lost>เลือกไฟล์ใหม่</span></p>';
  for (const status of [409, 422, 503]) {
    choose(new File(["%PDF-1.7"], "a.pdf", { type: "application/pdf" }));
    answers = [{ status, html: tell(who.keys, `<h1>${status}</h1>${says}`, "") }];
    expect(press()).toBe(false);
    await vi.waitFor(() => expect(document.querySelector("h1")?.textContent).toBe(String(status)));
    expect([field("text").value, field("contact").value]).toEqual(["เรื่องยาว", "081"]);
    expect(field("files").files?.length).toBe(1);
    expect(document.querySelector(".say")?.textContent).toBe("รายชื่อเปลี่ยน");
  }
  const short: [number, string, string][] = [
    [500, "<main><h1>ขัดข้อง ยังไม่ได้เก็บ</h1></main>", "ขัดข้อง ยังไม่ได้เก็บ"],
    [404, '<main><h1>x</h1><p class="bad">เปิดด้วยเลขนี้ไม่ได้</p></main>', "เปิดด้วยเลขนี้ไม่ได้"],
    [413, "<p>ใหญ่เกิน กดย้อนกลับ</p>", "ใหญ่ไป"],
    [503, "<p>รอสักครู่</p>", "กดอีกครั้ง"],
    [502, "<p>Bad Gateway</p>", "ไม่แน่"],
  ];
  for (const [status, html, words] of short) {
    answers = [{ status, html }];
    press();
    await vi.waitFor(() => expect(trouble()).toBe(words));
    expect(field("text").value).toBe("เรื่องยาว");
  }
  expect(sent.map(plain).join()).not.toContain("เรื่องยาว");
});

test("a line that breaks says whether it may have arrived", async () => {
  const who = await keyed();
  form(who.keys);
  mountAll();
  answers = ["nothing"];
  press();
  await vi.waitFor(() => expect(trouble()).toBe("กดอีกครั้ง"));
  answers = ["lost"];
  press();
  await vi.waitFor(() => expect(trouble()).toBe("ไม่แน่"));
  expect(field("text").value).toBe(WORDS);
});

test("a weak line, a busy server and a refusal leave the form to be sealed by the next press", async () => {
  const who = await pair();
  form("");
  const fetched = vi.fn();
  vi.stubGlobal("fetch", fetched);
  mountAll();
  fetched.mockRejectedValueOnce(new TypeError("Failed to fetch"));
  expect(press()).toBe(false);
  await vi.waitFor(() => expect(trouble()).toBe("กดอีกครั้ง"));
  fetched.mockResolvedValueOnce(new Response("<!doctype html>", { status: 503 }));
  expect(press()).toBe(false);
  await vi.waitFor(() => expect(trouble()).toBe("กดอีกครั้ง"));
  fetched.mockResolvedValueOnce(new Response(JSON.stringify({ wrong: "Nobody reads here yet" }), { status: 422 }));
  expect(press()).toBe(false);
  await vi.waitFor(() => expect(trouble()).toBe("Nobody reads here yet"));
  expect((document.querySelector("[data-plain]") as HTMLElement).hidden).toBe(true);
  expect(sent).toEqual([]);
  fetched.mockResolvedValueOnce(new Response(JSON.stringify({ keys: [{ id: "k1", key: who.key }] })));
  answers = [{ status: 200, html: "<main><h1>ส่งแล้ว</h1></main>" }];
  expect(press()).toBe(false);
  await vi.waitFor(() => expect(sent.length).toBe(1));
  expect(String((sent[0] as FormData).get("sealed")).length).toBeGreaterThan(100);
});

test("a device that cannot seal says so before a press sends the form the server's way", async () => {
  form("");
  vi.stubGlobal("fetch", async () => new Response(JSON.stringify({ keys: [{ id: "k1", key: "age1nonsense" }] })));
  mountAll();
  expect(press()).toBe(false);
  await vi.waitFor(() => expect(trouble()).toBe("เครื่องนี้ปิดผนึกเองไม่ได้"));
  expect((document.querySelector("[data-plain]") as HTMLElement).hidden).toBe(false);
  expect(sent).toEqual([]);
  field("text").value = "";
  expect(press()).toBe(false); // still nothing goes without words
  field("text").value = WORDS;
  expect(press()).toBe(true);
  expect(new FormData(document.querySelector("form") as HTMLFormElement).get("text")).toBe(WORDS);
});
