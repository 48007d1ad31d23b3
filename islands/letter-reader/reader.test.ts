import { beforeEach, expect, test } from "vitest";
import { mountReader } from "./reader";

const PAGE = `<div data-letter-reader>
  <article><a class="w" data-word="1">นม ๐๐๒๓</a> <a class="w" data-word="2">ทุกวันที่ ๒๕</a> <a data-word="2">ของทุกเดือน</a></article>
  <figure class="page" data-boxes='[{"word":2,"x0":0.1,"y0":0.2,"x1":0.4,"y1":0.25,"low":true}]'></figure>
  <div data-field="1"><a class="no" href="#w1">1</a><button data-accept>รับ</button></div>
  <div data-field="2"><a class="no" href="#w2">2</a><details data-edit><summary>แก้</summary><input></details></div>
</div>`;

let root: HTMLElement;
beforeEach(() => {
  document.body.innerHTML = PAGE;
  root = document.querySelector("[data-letter-reader]") as HTMLElement;
  mountReader(root);
});
const on = () => [...root.querySelectorAll(".on")].map((one) => (one as HTMLElement).dataset.word ?? "field");
const press = (key: string) => document.dispatchEvent(new KeyboardEvent("keydown", { key }));

test("choosing a field lights every one of its words and boxes", () => {
  (root.querySelector('[data-field="2"]') as HTMLElement).click();
  expect(on().sort()).toEqual(["2", "2", "2", "field"]);
});

test("choosing a word lights its field", () => {
  (root.querySelector('[data-word="1"]') as HTMLElement).click();
  expect(root.querySelector('[data-field="1"]')?.classList.contains("on")).toBe(true);
});

test("a box is drawn from fractions of the page, without a style", () => {
  const rect = root.querySelector("rect") as SVGRectElement;
  expect(Number(rect.getAttribute("width"))).toBeCloseTo(0.3);
  expect(rect.getAttribute("style")).toBeNull();
  expect(rect.classList.contains("low")).toBe(true);
});

test("J and K walk through the fields, Enter accepts, E opens the correction", () => {
  let accepted = 0;
  root.querySelector("[data-accept]")?.addEventListener("click", () => {
    accepted += 1;
  });
  press("j");
  press("Enter");
  expect(accepted).toBe(1);
  press("j");
  press("j");
  expect(root.querySelector('[data-field="2"]')?.classList.contains("on")).toBe(true);
  press("e");
  expect(root.querySelector("details")?.open).toBe(true);
});

test("words under two fields light for both, and a flag leads to its field", () => {
  (root.querySelector('[data-word="1"]') as HTMLElement).dataset.also = "7";
  root.insertAdjacentHTML("beforeend", '<div data-field="7"></div><a data-show="7" href="#f7">ดู</a>');
  (root.querySelector("[data-show]") as HTMLElement).click();
  expect(root.querySelector('[data-word="1"]')?.classList.contains("on")).toBe(true);
});

test("an offered value goes into its control and its words, the form is not sent", () => {
  root.insertAdjacentHTML(
    "beforeend",
    '<div data-field="8"><b data-shown>x</b><input name="l0-date"><button data-fill="22 พ.ย. 2566" data-into="l0-date">ใช้</button></div>',
  );
  const click = new MouseEvent("click", { bubbles: true, cancelable: true });
  root.querySelector("[data-fill]")?.dispatchEvent(click);
  expect(click.defaultPrevented).toBe(true);
  expect(root.querySelector<HTMLInputElement>("[name=l0-date]")?.value).toBe("22 พ.ย. 2566");
  expect(root.querySelector("[data-shown]")?.textContent).toBe("22 พ.ย. 2566");
});

test("one view of the document at a time; a field on another page brings that page", () => {
  document.body.innerHTML = `<div data-letter-reader><nav data-doc-tabs><a href="#doc-text">ข้อความ</a><a href="#doc-1">หน้า 1</a></nav>
    <article data-doc id="doc-text"></article><figure data-doc id="doc-1"><b data-word="1">x</b></figure><div data-field="1"></div></div>`;
  const fresh = document.querySelector("[data-letter-reader]") as HTMLElement;
  const show = mountReader(fresh);
  const page = document.getElementById("doc-1") as HTMLElement;
  expect(page.hidden).toBe(true);
  show("1");
  expect(page.hidden).toBe(false);
  expect(document.querySelector("[aria-current]")?.getAttribute("href")).toBe("#doc-1");
});
