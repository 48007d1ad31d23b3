import { describe, expect, it } from "vitest";
import { join, read, split, write } from "./escrow";
import { draw, unwrap, wrap } from "./keys";
import { open, seal } from "./open";
import { crc32, packed, sanitised } from "./pack";

const RECIPIENT = "age1qyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqs3290gq";
const SECRET = "AGE-SECRET-KEY-1QQPQXPXQ";
const utf8 = new TextEncoder();

describe("the escrow key in three parts", () => {
  it("opens with any two and tells nothing by one", () => {
    const parts = split(SECRET, RECIPIENT);
    for (const [a, b] of [
      [0, 1],
      [0, 2],
      [1, 2],
      [2, 0],
    ] as const)
      expect(join(parts[a] as never, parts[b] as never)).toBe(SECRET);
    expect(() => join(parts[0] as never, parts[0] as never)).toThrow("same-holder");
    // Whatever the secret, each half alone is a random pad or the secret under one: with pads chosen anew, any secret
    // of the length fits a part. Here the other secret is found for which the very same part would come out.
    const part = parts[1] as (typeof parts)[number];
    const other = utf8.encode("AGE-SECRET-KEY-1ZZZZZZZZ");
    const pad = other.map((byte, at) => byte ^ ((part.halves[1] as Uint8Array)[at] ?? 0));
    let drawn = 0;
    const again = split(
      "AGE-SECRET-KEY-1ZZZZZZZZ",
      RECIPIENT,
      () => [pad, pad, part.halves[3] as Uint8Array][drawn++] as Uint8Array,
    );
    expect(again[1]?.halves).toEqual(part.halves);
  });

  it("is a fixed function of its pads", () => {
    const pads = [1, 2, 3].map((n) => new Uint8Array(2).fill(n));
    let drawn = 0;
    const [first, second, third] = split("AB", RECIPIENT, () => pads[drawn++] as Uint8Array);
    expect(first?.halves).toEqual({ 2: new Uint8Array([1, 1]), 3: new Uint8Array([2, 2]) });
    expect(second?.halves).toEqual({ 1: new Uint8Array([0x40, 0x43]), 3: new Uint8Array([3, 3]) });
    expect(third?.halves).toEqual({ 1: new Uint8Array([0x43, 0x40]), 2: new Uint8Array([0x42, 0x41]) });
  });

  it("is written and read, and a wrong letter is found", () => {
    const [part] = split(SECRET, RECIPIENT);
    const text = write(part as never);
    expect(read(`\n ${text.replace(/\n/g, " \r\n").toUpperCase()} `)).toEqual(part);
    for (const at of [20, 60, 120, text.length - 3]) {
      const wrong = `${text.slice(0, at)}${text[at] === "0" ? "1" : "0"}${text.slice(at + 1)}`;
      expect(() => read(wrong)).toThrow("damaged");
    }
    expect(() => read("")).toThrow("damaged");
    const [, elsewhere] = split(SECRET, `${RECIPIENT}x`);
    expect(() => join(part as never, elsewhere as never)).toThrow("other-key");
  });
});

describe("keys and seals", () => {
  it("wraps a key, opens for each holder, and for nobody else", async () => {
    const [one, other, third] = [await draw(), await draw(), await draw()];
    const wrapped = await wrap(one.identity, "ข้าวเหนียวหมูปิ้งสามไม้", 10);
    expect(await unwrap(wrapped, "ข้าวเหนียวหมูปิ้งสามไม้")).toBe(one.identity);
    await expect(unwrap(wrapped, "ผิด")).rejects.toThrow("passphrase");
    const sealed = await seal(utf8.encode("มีคนขายยาหลังตลาด"), [one.recipient, other.recipient]);
    expect(new TextDecoder().decode(await open(sealed, [third.identity, other.identity]))).toBe("มีคนขายยาหลังตลาด");
    await expect(open(sealed, [third.identity])).rejects.toThrow();
  }, 30_000);
});

describe("the package for an agency", () => {
  const reference = "7k2m9q4x1z8b";
  const inside = [
    reference,
    reference.toUpperCase(),
    RECIPIENT,
    SECRET,
    "b7e23ec2-9af2-4b61-8f0c-1d2e3f4a5b6c",
    "1234 5678 9012 3456 7890",
    "a".repeat(64),
  ];

  it("holds no reference, receipt, key or id of ours, and no time", () => {
    const text = `ขายที่หลังตลาด ${inside.join(" / ")} ทุกเย็น โทร 0812345678`;
    const clean = sanitised(text, reference);
    for (const one of inside) expect(clean.toLowerCase()).not.toContain(one.toLowerCase());
    expect(clean).toContain("ขายที่หลังตลาด");
    expect(clean).toContain("0812345678");
    const zip = packed("เรื่อง", text, reference, [{ kind: "webp", bytes: utf8.encode("ภาพ") }]);
    const raw = new TextDecoder("latin1").decode(zip).toLowerCase();
    for (const one of inside) expect(raw).not.toContain(one.toLowerCase());
    const view = new DataView(zip.buffer);
    expect(view.getUint32(0, true)).toBe(0x04034b50);
    expect([view.getUint16(10, true), view.getUint16(12, true)]).toEqual([0, 0x21]);
    expect(raw).toContain("1.webp");
    expect(crc32(utf8.encode("123456789"))).toBe(0xcbf43926);
  });
});
