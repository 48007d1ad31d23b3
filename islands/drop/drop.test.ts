import { expect, test } from "vitest";
import { checkSize } from "./drop";

test("a file larger than the server takes is told before it travels", () => {
  document.body.innerHTML =
    '<form data-drop data-max-mb="1" data-too-large="ไฟล์ใหญ่เกินไป"><input type="file"><p data-drop-status></p></form>';
  const form = document.querySelector("form") as HTMLFormElement;
  const sized = (bytes: number) => ({ files: [{ size: bytes, name: "a.pdf" }] }) as unknown as HTMLInputElement;
  expect(checkSize(form, sized(10))).toBe(true);
  expect(form.querySelector("p")?.textContent).toBe("");
  expect(checkSize(form, sized(2 * 1024 * 1024))).toBe(false);
  expect(form.querySelector("p")?.textContent).toContain("ไฟล์ใหญ่เกินไป");
});
