// @vitest-environment happy-dom
import { afterEach, expect, test, vi } from "vitest";
import { Counts } from "./map";

afterEach(() => vi.unstubAllGlobals());

test("the shading follows the slider, once for a quick slide, and comes back to the whole span", async () => {
  document.body.innerHTML = `<div data-map data-query="from=2026-03&to=2026-04&m=sign&at=30" data-layers="sign"
    data-outlines="/map/outlines.json" data-cells="/map/cells.json" data-all="ทุกเดือน"></div>
    <div data-slide data-months="2026-03=มี.ค. 69;2026-04=เม.ย. 69;"><input type="range" min="0"><output></output></div>`;
  const setData = vi.fn<(url: string) => void>();
  const edge = { getWest: () => 97, getSouth: () => 5, getEast: () => 106, getNorth: () => 21 };
  const globe = { on: () => {}, getSource: () => ({ setData }), getBounds: () => edge, getZoom: () => 6 };
  vi.stubGlobal("fetch", async () => new Response("{}"));
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
  slide(2);
  await vi.waitFor(() => expect(setData).toHaveBeenCalledTimes(2));
  expect([asked().get("from"), asked().get("to")]).toEqual(["2026-03", "2026-04"]);
});
