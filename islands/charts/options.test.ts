import { describe, expect, it } from "vitest";
import { options, parse, type Spec } from "./options";

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

  it("lays bars on their side with the first on top", () => {
    const made = options({ ...spec, kind: "bars" }, theme) as { yAxis: { type: string; inverse: boolean } };
    expect(made.yAxis).toMatchObject({ type: "category", inverse: true });
  });
});
