import { beforeEach, expect, test, vi } from "vitest";
import { mountMenus } from "./menus";
import { isTyping } from "./rows";
import { mountSignOut } from "./signout";
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

/** A database of the browser with so many drafts, as far as signing out asks it. */
function drafts(count: number): { wiped: number } {
  const seen = { wiped: 0 };
  const soon = (request: Record<string, unknown>, result: unknown) => {
    request.result = result;
    queueMicrotask(() => (request.onsuccess as () => void)());
    return request;
  };
  const store = { count: () => soon({}, count) };
  const db = {
    close: () => undefined,
    objectStoreNames: { contains: () => true },
    transaction: () => ({ objectStore: () => store }),
  };
  vi.stubGlobal("indexedDB", {
    open: () => soon({}, db),
    deleteDatabase: () => {
      seen.wiped += 1;
      return soon({}, undefined);
    },
  });
  return seen;
}

test.each([
  [0, true, 0, 1],
  [2, false, 1, 0],
  [2, true, 1, 1],
])("signing out with %i unsent visits asks first", async (count, yes, asked, wiped) => {
  const seen = drafts(count);
  document.body.innerHTML = '<form method="post" action="/accounts/logout/"><button></button></form>';
  document.body.dataset.unsent = "ยังไม่ได้ส่ง {n} รายการ";
  const form = document.querySelector("form") as HTMLFormElement;
  const sent = vi.fn();
  form.submit = sent;
  const ask = vi.fn(() => yes);
  const root = document.implementation.createHTMLDocument();
  root.body.dataset.unsent = "ยังไม่ได้ส่ง {n} รายการ";
  root.body.append(form);
  mountSignOut(root, ask);
  form.dispatchEvent(new Event("submit", { bubbles: true, cancelable: true }));
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(ask).toHaveBeenCalledTimes(asked);
  if (asked) expect(ask).toHaveBeenCalledWith("ยังไม่ได้ส่ง 2 รายการ");
  expect([seen.wiped, sent.mock.calls.length]).toEqual([wiped, wiped]);
  vi.unstubAllGlobals();
});
