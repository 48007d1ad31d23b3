import { beforeEach, expect, test, vi } from "vitest";
import { mountMenus } from "./menus";
import { isTyping } from "./rows";
import { showTheme } from "./theme";
import { mountToasts } from "./toasts";

beforeEach(() => {
  document.body.innerHTML = "";
});

test("letters typed into a control are the control's", () => {
  document.body.innerHTML = "<textarea></textarea><p></p>";
  expect(isTyping(document.querySelector("textarea"))).toBe(true);
  expect(isTyping(document.querySelector("p"))).toBe(false);
  expect(isTyping(null)).toBe(false);
});

test("the theme is shown on the root and on every switch", () => {
  const buttons = '<button name="theme" value="dark"></button><button name="theme" value=""></button>';
  document.body.innerHTML = `<form data-theme-switch>${buttons}</form>`;
  showTheme(document, "dark");
  expect(document.documentElement.dataset.theme).toBe("dark");
  expect(document.querySelector("[value=dark]")?.getAttribute("aria-pressed")).toBe("true");
  showTheme(document, "");
  expect(document.documentElement.dataset.theme).toBeUndefined();
  expect(document.querySelector("[value=dark]")?.getAttribute("aria-pressed")).toBe("false");
});

test("Escape closes an open menu and gives the focus back", () => {
  document.body.innerHTML = '<details class="menu" open><summary tabindex="0">a</summary></details>';
  mountMenus(document);
  document.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape" }));
  expect(document.querySelector("details")?.open).toBe(false);
});

test("a toast leaves, one with a way back stays", () => {
  vi.useFakeTimers();
  document.body.innerHTML =
    '<div id="toasts"><div class="toast">ลงรับแล้ว</div><div class="toast"><a href="#">ย้อนกลับ</a></div></div>';
  mountToasts(document);
  vi.advanceTimersByTime(7000);
  expect(document.querySelectorAll(".toast").length).toBe(1);
  vi.useRealTimers();
});
