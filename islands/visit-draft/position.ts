const HOW = { enableHighAccuracy: true, timeout: 15_000, maximumAge: 30_000 };

/** Lets the visitor add where the home is, by a press of their own. */
export function mountPosition(form: HTMLFormElement): void {
  const row = form.querySelector<HTMLElement>("[data-position]");
  if (!row || !("geolocation" in navigator)) return;
  row.hidden = false;
  const said = row.querySelector("[role=status]") as HTMLElement;
  const put = (name: string, value: number) => {
    const field = form.querySelector<HTMLInputElement>(`input[name="${name}"]`);
    if (field) field.value = String(value);
  };
  row.querySelector("button")?.addEventListener("click", () => {
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        put("lat", coords.latitude);
        put("lon", coords.longitude);
        put("metres", Math.round(coords.accuracy));
        said.textContent = (row.dataset.done ?? "").replace("{n}", String(Math.round(coords.accuracy)));
        form.dispatchEvent(new Event("change"));
      },
      () => {
        said.textContent = row.dataset.denied ?? "";
      },
      HOW,
    );
  });
}

/** Sorts the day's list by the phone's position, sent once by a press and kept nowhere. */
export function mountNear(form: HTMLFormElement): void {
  if (!("geolocation" in navigator)) return;
  form.hidden = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const put = (name: string, value: number) => {
      (form.elements.namedItem(name) as HTMLInputElement).value = value.toFixed(5);
    };
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        put("lat", coords.latitude);
        put("lon", coords.longitude);
        form.submit();
      },
      () => {
        const note = document.querySelector("[data-near-note]");
        if (note) note.textContent = form.dataset.denied ?? "";
      },
      HOW,
    );
  });
}
