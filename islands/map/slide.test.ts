// @vitest-environment happy-dom
import { afterEach, expect, test, vi } from "vitest";
import { Counts } from "./map";

afterEach(() => vi.unstubAllGlobals());

test("the shading follows the slider, once for a quick slide, and comes back to the whole span", async () => {
  document.body.innerHTML = `<div data-map data-query="from=2026-03&to=2026-04&m=sign&at=30" data-layers="sign"
    data-outlines="/map/outlines.json" data-told-by="/map/told.json" data-cells="/map/cells.json" data-all="ทุกเดือน"></div>
    <div data-slide data-months="2026-03=มี.ค. 69;2026-04=เม.ย. 69;"><input type="range" min="0"><output></output></div>
    <h1><span data-told="head">ป้าย 24 ป้าย</span></h1><p data-told="lead">ทั้งหมด</p>
    <div data-things-list><p>ป้ายของเดือนก่อน</p></div><div data-told="list"><ol></ol></div>`;
  const setData = vi.fn<(url: string) => void>();
  const edge = { getWest: () => 97, getSouth: () => 5, getEast: () => 106, getNorth: () => 21 };
  const globe = { on: () => {}, getSource: () => ({ setData }), getBounds: () => edge, getZoom: () => 6 };
  const fetched = vi.fn(async (url: string) => {
    const from = new URL(url, "http://x").searchParams.get("from");
    const told = { head: `ป้าย <b>${from}</b>`, lead: `นครราชสีมา · ${from}`, list: `<ol><li>${from}</li></ol>` };
    return new Response(JSON.stringify(url.startsWith("/map/told") ? told : {}));
  });
  vi.stubGlobal("fetch", fetched);
  new Counts(document.querySelector("[data-map]") as HTMLElement, globe as never, class {} as never).begin();
  const input = document.querySelector("input") as HTMLInputElement;
  const slide = (to: number) => {
    input.value = String(to);
    input.dispatchEvent(new Event("input"));
  };
  slide(1);
  slide(0);
  await vi.waitFor(() => expect(setData).toHaveBeenCalledTimes(1));
  expect(document.querySelector("output")?.textContent).toBe("มี.ค. 69");
  const asked = () => new URL(setData.mock.lastCall?.[0] ?? "").searchParams;
  expect([asked().get("from"), asked().get("to"), asked().get("m")]).toEqual(["2026-03", "2026-03", "sign"]);
  const said = () => [...document.querySelectorAll("[data-told]")].map((one) => one.textContent);
  await vi.waitFor(() => expect(said()).toEqual(["ป้าย 2026-03", "นครราชสีมา · 2026-03", "2026-03"]));
  expect(document.querySelector<HTMLElement>("[data-things-list]")?.hidden).toBe(true);
  const asks = fetched.mock.calls.map(([url]) => url).filter((url) => url.startsWith("/map/told"));
  expect(asks.map((url) => new URL(url, "http://x").searchParams.get("to"))).toEqual(["2026-03"]);
  slide(2);
  await vi.waitFor(() => expect(setData).toHaveBeenCalledTimes(2));
  expect([asked().get("from"), asked().get("to")]).toEqual(["2026-03", "2026-04"]);
});
