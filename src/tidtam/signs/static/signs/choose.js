// Printing the chosen signs waits until one is chosen; without script the server says so.
for (const form of document.querySelectorAll("[data-choose]")) {
  const button = form.querySelector("[data-chosen]");
  if (!button) continue;
  const label = button.lastChild;
  const said = label.textContent;
  const draw = () => {
    const n = form.querySelectorAll("input[name=signs]:checked").length;
    button.disabled = n === 0;
    label.textContent = n ? `${said} (${n})` : said;
  };
  form.addEventListener("change", draw);
  draw();
}
