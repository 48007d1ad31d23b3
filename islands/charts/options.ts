/** The options of a chart from what the page says and the colours of the theme; pure, so that it can be tested. */
export interface Series {
  name: string;
  /** null where nothing is told: a gap, never a 0. */
  data: (number | null)[];
  color: number;
}

export interface Spec {
  kind: "lines" | "stack" | "bars";
  title: string;
  x: string[];
  series: Series[];
  max?: number;
  unit?: string;
}

export interface Theme {
  color(n: number): string;
  text: string;
  ink: string;
  line: string;
}

const DASHES = ["solid", "dashed", "dotted"] as const;
const commas = (n: number) => n.toLocaleString("en-US");

/** Return a spec when the text is one, else null: a broken chart must not take the page with it. */
export function parse(text: string): Spec | null {
  try {
    const spec = JSON.parse(text) as Spec;
    return Array.isArray(spec.x) && Array.isArray(spec.series) && spec.x.length > 0 ? spec : null;
  } catch {
    return null;
  }
}

/** Narrower than this a plot stands on a phone: fewer labels below it, less room beside it. */
const NARROW = 520;
const FEW = 6;

/** Return how far the names at the ends of the lines give way, so that two that end close together can be read. */
export function apart(spec: Spec): number[] {
  const ends = spec.series.map((one) => one.data[one.data.length - 1] ?? 0);
  const top = spec.max ?? Math.max(...spec.series.flatMap((one) => one.data).map((n) => n ?? 0), 1);
  return ends.map((end, index) => {
    const near = ends.findIndex((other, at) => at !== index && Math.abs(other - end) < top * 0.1);
    if (near < 0) return 0;
    const above = end > (ends[near] ?? 0) || (end === ends[near] && index < near);
    return above ? -9 : 9;
  });
}

/** Return what echarts draws. Bars begin at 0; the second line is dashed; a line carries its name at its end. */
export function options(spec: Spec, theme: Theme, width = 960): Record<string, unknown> {
  const narrow = width < NARROW;
  const shifts = apart(spec);
  const font = { fontFamily: theme.text, fontSize: 13, color: theme.ink };
  const flat = spec.kind === "bars";
  const unit = spec.unit ?? "";
  const words = {
    type: "category",
    data: spec.x,
    axisLine: { show: false },
    axisTick: { show: false },
    axisLabel: {
      ...font,
      hideOverlap: !flat,
      interval: flat ? 0 : narrow ? Math.ceil(spec.x.length / FEW) - 1 : "auto",
    },
    inverse: flat,
  };
  const numbers = {
    type: "value",
    min: 0,
    max: spec.max,
    interval: spec.max ? spec.max / 4 : undefined,
    splitNumber: narrow && flat ? 2 : 4,
    axisLabel: { ...font, hideOverlap: true, formatter: (n: number) => commas(n) },
    splitLine: { lineStyle: { color: theme.line } },
  };
  return {
    animation: false,
    aria: { enabled: true, label: { description: spec.title } },
    textStyle: font,
    grid: {
      left: 8,
      right: spec.kind === "lines" ? (narrow ? 76 : 96) : flat ? 48 : 16,
      top: 16,
      bottom: 8,
      containLabel: true,
    },
    tooltip: {
      trigger: "axis",
      renderMode: "richText",
      textStyle: font,
      axisPointer: { type: flat || spec.kind === "stack" ? "shadow" : "line" },
      valueFormatter: (n: number | null | undefined) => (n == null ? "•" : commas(n) + unit),
    },
    xAxis: flat ? numbers : words,
    yAxis: flat ? words : numbers,
    series: spec.series.map((one, index) => ({
      name: one.name,
      data: one.data,
      type: spec.kind === "lines" ? "line" : "bar",
      stack: spec.kind === "stack" ? "all" : undefined,
      barMaxWidth: flat ? 22 : 34,
      color: theme.color(one.color),
      lineStyle: { width: 2.5, type: DASHES[Math.min(index, 2)] },
      symbolSize: 6,
      label: flat
        ? { show: true, position: "right", formatter: (p: { value: number }) => commas(p.value), ...font }
        : undefined,
      endLabel:
        spec.kind === "lines"
          ? { show: true, formatter: "{a}", ...font, fontWeight: 600, offset: [0, shifts[index] ?? 0] }
          : undefined,
    })),
  };
}
