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
