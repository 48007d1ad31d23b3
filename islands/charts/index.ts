/**
 * Charts of a page of figures. Without script the table under each chart stands open; with it the chart does.
 *
 * Mounts on:
 *   <div class="plot" data-chart='{"kind":"lines","title":"…","x":["31 ต.ค."],"series":[{"name":"ขอ","data":[5],"color":1}]}'></div>
 *   <details data-chart-table open>…<table>…</table></details>       the same numbers, one tap away
 *   <button data-print hidden>                                        prints the page
 * kind: lines | stack | bars; color is the number of a chart token (--c1 … --c6); max and unit are of the value axis.
 */
import { mountCharts } from "./charts";

mountCharts(document);

for (const button of document.querySelectorAll<HTMLButtonElement>("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
