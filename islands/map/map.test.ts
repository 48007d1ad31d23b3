import { describe, expect, it } from "vitest";
import { address, around, diameter, readMonths, short } from "./cells";

describe("what is drawn of cells", () => {
  it("reads months and leaves out what is none", () => {
    expect(readMonths("2026-04=เม.ย. 69;2026-05=พ.ค. 69;")).toEqual([
      ["2026-04", "เม.ย. 69"],
      ["2026-05", "พ.ค. 69"],
    ]);
    expect(readMonths("")).toEqual([]);
  });
  it("lets the smallest count be pressed and the largest not cover its neighbours", () => {
    expect(diameter(1, 1_000_000)).toBeGreaterThanOrEqual(28);
    expect(diameter(500, 500)).toBeLessThanOrEqual(60);
    expect(diameter(0, 0)).toBe(28);
  });
  it("says counts so that they fit", () => {
    expect([short(7), short(1234), short(56_789), short(1_200_000)]).toEqual(["7", "1,234", "57k", "1.2 ล."]);
  });
  it("asks one month in place of all, and each layer", () => {
    const url = address(
      "/map/cells.json",
      "from=2025-01&to=2025-12&k=&at=30&m=sign",
      { from: "2025-03", to: "2025-03" },
      ["sign", "activity"],
    );
    const told = new URL(url, "http://x").searchParams;
    expect(told.get("from")).toBe("2025-03");
    expect(told.getAll("l")).toEqual(["sign", "activity"]);
    expect(told.get("at")).toBe("30");
  });
  it("draws a box round a place that shrinks with the zoom", () => {
    const wide = around(102, 14, 12).split(",").map(Number);
    const near = around(102, 14, 16).split(",").map(Number);
    expect(wide[2]! - wide[0]!).toBeGreaterThan(10 * (near[2]! - near[0]!));
  });
});
