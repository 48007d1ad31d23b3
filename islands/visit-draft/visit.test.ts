import { expect, test } from "vitest";
import { collect, packed, restore } from "./answers";
import { after, between, dayOf, said, Written } from "./days";
import { makeKey, seal, unseal } from "./crypt";
import { send } from "./send";
import { exclusive, mending, required, Stepper, summary } from "./stepper";
import { isStale, MOST_AGE } from "./store";

const FORM = `<form data-visit-form data-next="ต่อไป:" data-send="บันทึกการเยี่ยม" data-missing="ถามแล้วเลือกคำตอบ" data-edit="แก้">
<input type="hidden" name="csrfmiddlewaretoken" value="secret"><input type="hidden" name="uuid" value="u1">
<ol><li data-step="found"><a href="#a">1 <span>ผล</span></a></li><li data-step="mind"><a href="#b">2 <span>ใจ</span></a></li>
<li data-step="life"><a href="#c">3 <span>ที่อยากได้</span></a></li></ol>
<section data-part="found"><h2><i>1</i> พบตัวไหม</h2><fieldset><label class="choice"><input type="radio" name="found" value="F1"><span>พบตัว</span></label>
<label class="choice"><input type="radio" name="found" value="N"><span>ไม่พบตัว<small>ไปใหม่</small></span></label></fieldset>
<fieldset><input type="radio" name="not_found_why" value="away"></fieldset><div id="tambons"></div></section>
<section data-part="mind" class="met"><h2><i>2</i> ใจ</h2><fieldset><input type="radio" name="q2_1" value="n"></fieldset><fieldset><input type="radio" name="q2_2" value="n"></fieldset></section>
<section data-part="life" class="met"><h2><i>3</i> อยาก</h2><fieldset><input type="checkbox" name="needs" value="OCC"><input type="checkbox" name="needs" value="JOB"></fieldset>
<input type="checkbox" name="needs_declined" value="on"><textarea name="note"></textarea><input type="file" name="photo"></section>
<button data-visit-go></button></form>`;

function form(): HTMLFormElement {
  document.body.className = "";
  document.body.innerHTML = FORM;
  Element.prototype.scrollIntoView = () => undefined;
  return document.querySelector("form") as HTMLFormElement;
}
const pick = (name: string, value: string) => {
  const field = document.querySelector(`input[name="${name}"][value="${value}"]`) as HTMLInputElement;
  field.checked = true;
  field.dispatchEvent(new Event("change", { bubbles: true }));
};

test("the answers survive on the phone, encrypted, for their own draft only", async () => {
  const key = await makeKey();
  expect(key.extractable).toBe(false);
  const sealed = await seal(key, [["note", "คุยดี"]], "case1");
  expect(new TextDecoder().decode(sealed.data)).not.toContain("คุยดี");
  expect(await unseal(key, sealed, "case1")).toEqual([["note", "คุยดี"]]);
  expect(await unseal(key, sealed, "case2")).toBeUndefined();
  expect(await unseal(await makeKey(), sealed, "case1")).toBeUndefined();
});

test("a draft is forgotten after 72 hours, and when somebody else uses the phone", () => {
  const now = 1_000_000_000_000;
  expect(isStale({ at: now - MOST_AGE + 1, who: "7" }, now, "7")).toBe(false);
  expect(isStale({ at: now - MOST_AGE - 1, who: "7" }, now, "7")).toBe(true);
  expect(isStale({ at: now, who: "8" }, now, "7")).toBe(true);
});

test("answers are collected without the session's token or files, and put back as they were", () => {
  const one = form();
  pick("found", "N");
  pick("needs", "JOB");
  (one.elements.namedItem("note") as HTMLTextAreaElement).value = "ญาติว่าไปรับจ้าง";
  const entries = collect(one);
  expect(entries.map(([name]) => name)).not.toContain("csrfmiddlewaretoken");
  expect(entries.map(([name]) => name)).not.toContain("photo");
  const other = form();
  restore(other, [...entries, ["moved_to_area", "301401"]]);
  expect(collect(other)).toContainEqual(["note", "ญาติว่าไปรับจ้าง"]);
  expect(collect(other)).toContainEqual(["needs", "JOB"]);
  expect(collect(other)).toContainEqual(["uuid", "u1"]);
  expect(collect(other)).toContainEqual(["moved_to_area", "301401"]);
  expect((other.elements.namedItem("csrfmiddlewaretoken") as HTMLInputElement).value).toBe("secret");
  expect(packed(entries, "fresh").get("csrfmiddlewaretoken")).toBe("fresh");
});

test("what became of sending decides what is done with the draft", async () => {
  const answer =
    (status: number, headers: Record<string, string> = {}) =>
    () =>
      Promise.resolve(new Response(null, { status, headers }));
  const body = new FormData();
  expect(await send("/x", body, answer(204, { "HX-Redirect": "/care/a/" }))).toEqual({
    kind: "done",
    next: "/care/a/",
  });
  expect((await send("/x", body, answer(422))).kind).toBe("mend");
  expect((await send("/x", body, answer(403))).kind).toBe("signed-out");
  expect((await send("/x", body, answer(200))).kind).toBe("signed-out");
  expect((await send("/x", body, answer(404))).kind).toBe("gone");
  expect((await send("/x", body, answer(503))).kind).toBe("offline");
  expect((await send("/x", body, () => Promise.reject(new TypeError("no line")))).kind).toBe("offline");
});

test("one part at a time; who was not found is saved at once", () => {
  const one = form();
  const steps = new Stepper(one);
  const button = one.querySelector("[data-visit-go]") as HTMLElement;
  const parts = [...one.querySelectorAll<HTMLElement>("[data-part]")];
  expect(button.textContent).toBe("ต่อไป: ใจ");
  expect(parts.map((part) => part.classList.contains("is-ahead"))).toEqual([false, true, true]);
  steps.next();
  expect(one.querySelector(".err.here")?.textContent).toBe("ถามแล้วเลือกคำตอบ");
  pick("found", "F1");
  steps.next();
  expect(one.querySelector(".err.here")).toBeNull();
  expect(parts[0]?.hasAttribute("data-fold")).toBe(true);
  expect(parts[0]?.querySelector(".fold p")?.textContent).toBe("พบตัว");
  expect(steps.isLast).toBe(false);
  pick("found", "N");
  expect(steps.isLast).toBe(true);
  expect(button.textContent).toBe("บันทึกการเยี่ยม");
  expect(steps.check()).toBe(false);
  pick("not_found_why", "away");
  expect(steps.check()).toBe(true);
});

test("required questions follow the result; a part says itself in one line", () => {
  const one = form();
  expect(required(one, "found")).toEqual([["found"]]);
  pick("found", "N");
  expect(required(one, "found")).toEqual([["found"], ["not_found_why"]]);
  expect(summary(one.querySelector("[data-part=found]") as HTMLElement)).toBe("ไม่พบตัว");
});

test("wanting nothing and a list of wishes exclude each other", () => {
  const one = form();
  exclusive(one);
  pick("needs", "OCC");
  pick("needs_declined", "on");
  expect(collect(one).map(([name]) => name)).not.toContain("needs");
  pick("needs", "JOB");
  expect(collect(one).map(([name]) => name)).not.toContain("needs_declined");
});

test("a number outside its range stays in its part, and the red word goes once it is answered", () => {
  const here = form();
  here.dataset.range = "ใส่ตัวเลข {min} ถึง {max}";
  const part = here.querySelector('[data-part="found"]') as HTMLElement;
  const more = '<div class="field"><input type="number" name="days_used" min="0" max="15"></div>';
  part.insertAdjacentHTML("beforeend", `<div class="when-F2">${more}</div>`);
  mending(here);
  const steps = new Stepper(here);
  const days = here.querySelector('input[name="days_used"]') as HTMLInputElement;
  days.value = "99";
  part.insertAdjacentHTML("beforeend", '<input type="radio" name="found" value="F2">');
  pick("found", "F2");
  steps.next();
  expect(part.querySelector(".err")?.textContent).toBe("ใส่ตัวเลข 0 ถึง 15");
  days.value = "9";
  days.dispatchEvent(new Event("input", { bubbles: true }));
  expect(part.querySelector(".err, .has-err")).toBeNull();
  steps.next();
  expect(here.querySelector('[data-part="mind"]')?.classList.contains("is-ahead")).toBe(false);
});

test("a draft goes on at the part where it was left", () => {
  const one = form();
  const steps = new Stepper(one);
  pick("found", "F1");
  steps.resume("mind");
  expect(steps.part).toBe("mind");
  expect(one.querySelector('[data-part="found"]')?.hasAttribute("data-fold")).toBe(true);
  steps.resume("nowhere");
  expect(steps.part).toBe("mind");
});

test("today is the day of writing, not of sending", () => {
  expect(after("2026-02-28", 1)).toBe("2026-03-01");
  expect(between("2026-05-21", "2026-05-22")).toBe(1);
  expect(dayOf(new Date(2026, 4, 21, 23, 59))).toBe("2026-05-21");
  expect(said("2026-05-21")).toBe("21 พฤษภาคม 2569");
  const one = form();
  one.insertAdjacentHTML(
    "beforeend",
    '<input type="hidden" name="written_on" value="2026-05-21"><b data-written-day></b>',
  );
  one.insertAdjacentHTML("beforeend", '<input type="radio" name="day" value="0">');
  const day = one.elements.namedItem("written_on") as HTMLInputElement;
  let now = new Date(2026, 10, 29, 23, 0);
  new Written(one, () => now);
  pick("found", "F1");
  now = new Date(2026, 10, 30, 8, 0);
  pick("needs", "OCC");
  expect(day.value).toBe("2026-05-21"); // written the evening before
  pick("day", "0");
  expect(day.value).toBe("2026-05-22"); // chosen anew this morning
  const kept = collect(one);
  const other = form();
  other.insertAdjacentHTML(
    "beforeend",
    '<input type="hidden" name="written_on" value="2026-05-25"><b data-written-day></b>',
  );
  const back = new Written(other, () => now);
  restore(other, kept);
  back.restored();
  pick("found", "N");
  expect((other.elements.namedItem("written_on") as HTMLInputElement).value).toBe("2026-05-22");
  expect(other.querySelector("[data-written-day]")?.textContent).toContain("22 พฤษภาคม 2569");
});
