// @vitest-environment happy-dom
import { Decrypter, generateX25519Identity, identityToRecipient } from "age-encryption";
import { expect, test } from "vitest";
import { base64, said, seal, sealForm } from "./tip";

async function pair() {
  const identity = await generateX25519Identity();
  const decrypter = new Decrypter();
  decrypter.addIdentity(identity);
  return { key: await identityToRecipient(identity), open: (sealed: Uint8Array) => decrypter.decrypt(sealed, "text") };
}

function form(keys: string): HTMLFormElement {
  document.body.innerHTML = `<form data-tip data-keys='${keys}'><input type="hidden" name="do" value="send">
    <input type="hidden" name="kind" value="sell"><input type="hidden" name="official" value="yes">
    <input type="hidden" name="area" value="301409" data-place="ต.ตูม อ.ปักธงชัย">
    <select name="unit"><option value="LGO-301409" selected>อบต.ตูม</option></select>
    <input type="text" name="place" value="หลังตลาด"><input type="radio" name="happens" value="often" checked>
    <input type="text" name="when" value=""><textarea name="text">มีรถมาส่งของ</textarea>
    <input type="radio" name="reach" value="yes" checked><input type="text" name="contact" value="081"></form>`;
  return document.querySelector("form") as HTMLFormElement;
}

test("what is sealed for two opens with either key", async () => {
  const [one, two] = [await pair(), await pair()];
  const sealed = await seal("ความลับ", [
    { id: "1", key: one.key },
    { id: "2", key: two.key },
  ]);
  expect(await one.open(sealed)).toBe("ความลับ");
  expect(await two.open(sealed)).toBe("ความลับ");
});

test("a sealed form keeps no plain word", async () => {
  const who = await pair();
  const made = form(JSON.stringify([{ id: "k1", key: who.key }]));
  expect(said(made)).toMatchObject({ unit: "อบต.ตูม", area: "ต.ตูม อ.ปักธงชัย", happens: "often", official: true });
  await sealForm(made, async () => null);
  for (const name of ["text", "place", "when", "happens", "contact", "reach"])
    for (const field of made.querySelectorAll<HTMLInputElement>(`[name=${name}]`)) expect(field.disabled).toBe(true);
  const sent = new FormData(made);
  const bytes = Uint8Array.from(atob(String(sent.get("sealed"))), (letter) => letter.charCodeAt(0));
  expect(JSON.parse(await who.open(bytes))).toMatchObject({ v: 1, text: "มีรถมาส่งของ", place: "หลังตลาด" });
  expect(sent.get("for")).toBe("k1");
  expect(String(sent.get("sealed_contact")).length).toBeGreaterThan(100);
});

test("bytes become base 64, however many", () => {
  const many = new Uint8Array(20_000).fill(200);
  expect(atob(base64(many)).length).toBe(20_000);
});
