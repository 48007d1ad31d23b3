/** Changes the theme at once and lets the form's post remember it. */
export function mountTheme(root: Document): void {
  for (const form of root.querySelectorAll<HTMLFormElement>("form[data-theme-switch]")) {
    form.addEventListener("submit", (event) => {
      const button = event.submitter as HTMLButtonElement | null;
      if (button?.name !== "theme") return;
      event.preventDefault();
      showTheme(root, button.value);
      const body = new FormData(form);
      body.set("theme", button.value);
      // When the answer does not come, the page still shows what was asked for; the next visit asks again.
      fetch(form.action, { method: "POST", body, redirect: "manual", credentials: "same-origin" }).catch(() => {});
    });
  }
}

/** Shows `light`, `dark` or, for "", the system's theme, and says so on every switch of the page. */
export function showTheme(root: Document, theme: string): void {
  if (theme) root.documentElement.dataset.theme = theme;
  else delete root.documentElement.dataset.theme;
  for (const button of root.querySelectorAll<HTMLButtonElement>("form[data-theme-switch] button[name=theme]"))
    button.setAttribute("aria-pressed", String(button.value === theme));
}
