/**
 * The map of the console: outlines coloured by the figure of the page, counts of what lies where, a slider of months.
 * Without script, or where the browser cannot draw it, the picture and the list of the page stay as they are.
 *
 * Mounts on:
 *   <div data-map data-lib data-worker data-sheet data-cells data-outlines data-things data-query data-layers data-box
 *        data-tiles data-tiles-credit data-label …>…<div class="flat">the picture without script</div></div>
 *   <div data-slide data-months="2026-04=เม.ย. 69;2026-05=พ.ค. 69;" hidden><input type="range"><output></output></div>
 *   <div data-things-list hidden></div>      what lies in a cell that was pressed
 *   <button data-print hidden>               prints the page
 */
import { canDraw, mountMap } from "./map";

for (const button of document.querySelectorAll<HTMLButtonElement>("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
for (const place of document.querySelectorAll<HTMLElement>("[data-map]")) if (canDraw()) void mountMap(place);
