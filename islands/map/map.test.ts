import { describe, expect, it } from "vitest";
import { address, around, type Cell, diameter, merged, named, readMonths, short, spread } from "./cells";

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
  it("counts circles together that would cover each other, and loses none", () => {
    const project = (lon: number, lat: number) => ({ x: lon, y: lat });
    const cells: Cell[] = [
      [100, 100, 40],
      [130, 100, 9],
      [100, 140, 3],
      [300, 300, 2],
    ];
    const spots = merged(cells, "sign", project);
    expect(spots.map((one) => one.n)).toEqual([52, 2]);
    expect(spots[0]!.reach).toBeGreaterThan(20); // a press looks at all of them
    const close = Array.from(
      { length: 300 },
      (_one, at): Cell => [(at % 20) * 31, Math.floor(at / 20) * 29, 1 + (at % 7)],
    );
    const many = merged(close, "sign", project);
    expect(many.reduce((sum, one) => sum + one.n, 0)).toBe(close.reduce((sum, one) => sum + one[2], 0));
    for (const [at, one] of many.entries()) {
      for (const other of many.slice(at + 1)) {
        const far = Math.hypot(one.x - other.x, one.y - other.y);
        expect(far).toBeGreaterThanOrEqual(0.42 * (one.size + other.size));
      }
    }
  });
  it("pushes layers at the same place apart and writes names where there is room", () => {
    const project = (lon: number, lat: number) => ({ x: lon, y: lat });
    const both = [...merged([[100, 100, 5]], "sign", project), ...merged([[100, 100, 8]], "activity", project)];
    const [one, other] = spread(both);
    expect(Math.abs(one!.x - other!.x)).toBeGreaterThan(40);
    const names = named(
      [
        [100, 100, "ปักธงชัย"],
        [400, 100, "โชคชัย"],
        [402, 101, "ที่เดียวกัน"],
        [404, 102, "อีกแห่ง"],
      ],
      [one!, other!],
      project,
    );
    expect(names[0]!.down).not.toBe(0);
    expect(names[1]).toEqual({ label: [400, 100, "โชคชัย"], down: 0 });
    expect(names).toHaveLength(2); // beside another name a third would name a neighbour
  });
  it("draws a box round a place that shrinks with the zoom", () => {
    const wide = around(102, 14, 12).split(",").map(Number);
    const near = around(102, 14, 16).split(",").map(Number);
    expect(wide[2]! - wide[0]!).toBeGreaterThan(10 * (near[2]! - near[0]!));
  });
});
