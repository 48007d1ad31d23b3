/** Draws every chart of a page, again when the theme or the width changes, and folds the table beneath. */
import { BarChart, LineChart } from "echarts/charts";
import { AriaComponent, GridComponent, TooltipComponent } from "echarts/components";
import { init, use } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";
import { options, parse, type Theme } from "./options";

use([BarChart, LineChart, GridComponent, TooltipComponent, AriaComponent, SVGRenderer]);

function theme(): Theme {
  const style = getComputedStyle(document.documentElement);
  const read = (name: string) => style.getPropertyValue(name).trim();
  return { color: (n) => read(`--c${n}`), text: read("--text"), ink: read("--ink-2"), line: read("--line") };
}

function mount(plot: HTMLElement) {
  const spec = parse(plot.dataset.chart ?? "");
  if (!spec) return;
  plot.classList.add(spec.kind === "bars" ? "plot-tall" : "plot-on");
  const chart = init(plot, null, { renderer: "svg" });
  const draw = () => chart.setOption(options(spec, theme(), plot.clientWidth), true);
  draw();
  new ResizeObserver(() => {
    chart.resize();
    draw();
  }).observe(plot);
  new MutationObserver(draw).observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
  plot.parentElement?.querySelector("details[data-chart-table]")?.removeAttribute("open");
}

/** Mount every chart under a root. */
export function mountCharts(root: ParentNode) {
  for (const plot of root.querySelectorAll<HTMLElement>("[data-chart]")) mount(plot);
}
