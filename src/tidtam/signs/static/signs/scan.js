// Reads the QR of a sign from a picture the phone takes, where the browser can; typing the code works everywhere.
for (const form of document.querySelectorAll("[data-scan]")) {
  if (!("BarcodeDetector" in window)) continue;
  const part = form.querySelector("[data-scan-part]");
  const said = part.querySelector("[role=status]");
  part.hidden = false;
  part.querySelector("input").addEventListener("change", async ({ target }) => {
    const file = target.files[0];
    if (!file) return;
    said.textContent = "";
    try {
      const found = await new BarcodeDetector({ formats: ["qr_code"] }).detect(await createImageBitmap(file));
      if (!found.length) throw new Error("none");
      form.elements.code.value = found[0].rawValue;
      form.submit();
    } catch {
      said.textContent = form.dataset.none;
    }
  });
}
