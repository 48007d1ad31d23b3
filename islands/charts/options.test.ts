import { describe, expect, it } from "vitest";
import { apart, options, parse, type Spec } from "./options";

const theme = { color: (n: number) => `c${n}`, text: "Plex", ink: "#111", line: "#ddd" };
const spec: Spec = {
  kind: "lines",
  title: "ขอ 5 คน",
  x: ["ต.ค.", "พ.ย."],
  series: [
    { name: "ขอ", data: [1, 5], color: 1 },
    { name: "ได้รับ", data: [0, 2], color: 2 },
  ],
};

describe("charts", () => {
  it("takes no broken text for a chart", () => {
    expect(parse("{")).toBeNull();
    expect(parse('{"x":[],"series":[]}')).toBeNull();
    expect(parse(JSON.stringify(spec))?.title).toBe("ขอ 5 คน");
  });

  it("begins values at nothing, dashes the second line, and never writes HTML", () => {
    const made = options(spec, theme) as {
      yAxis: { min: number };
      tooltip: { renderMode: string };
      series: { lineStyle: { type: string }; color: string }[];
    };
    expect(made.yAxis.min).toBe(0);
    expect(made.tooltip.renderMode).toBe("richText");
    expect(made.series.map((one) => one.lineStyle.type)).toEqual(["solid", "dashed"]);
    expect(made.series[1]?.color).toBe("c2");
  });

  it("keeps two names that end close together apart, and writes fewer labels on a phone", () => {
    const close = {
      ...spec,
      max: 100,
      series: [
        { name: "ก", data: [60], color: 1 },
        { name: "ข", data: [61], color: 2 },
      ],
    };
    expect(apart(close)).toEqual([9, -9]);
    expect(apart(spec)).toEqual([0, 0]);
    const many = { ...spec, x: Array.from({ length: 24 }, (_one, n) => String(n + 1)) };
    const made = options(many, theme, 320) as { xAxis: { axisLabel: { interval: number } } };
    expect(made.xAxis.axisLabel.interval).toBe(3);
  });

  it("leaves a gap where nothing is told, and says so where it is pointed at", () => {
    const gap: Spec = { ...spec, kind: "stack", series: [{ name: "ก", data: [1, null], color: 1 }] };
    const made = options(gap, theme) as {
      series: { data: unknown[] }[];
      tooltip: { valueFormatter: (n: number | null) => string };
    };
    expect(made.series[0]?.data).toEqual([1, null]);
    expect(made.tooltip.valueFormatter(null)).toBe("•");
    expect(made.tooltip.valueFormatter(1234)).toBe("1,234");
    expect(apart(gap)).toEqual([0]);
  });

  it("lays bars on their side with the first on top", () => {
    const made = options({ ...spec, kind: "bars" }, theme) as { yAxis: { type: string; inverse: boolean } };
    expect(made.yAxis).toMatchObject({ type: "category", inverse: true });
  });
});
