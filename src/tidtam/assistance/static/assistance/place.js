// Fills in where the clerk stands, by a press of their own; without script or permission the field is typed or left empty.
for (const row of document.querySelectorAll("[data-place]")) {
  if (!("geolocation" in navigator)) continue;
  row.hidden = false;
  const said = row.querySelector("[role=status]");
  row.querySelector("button").addEventListener("click", () => {
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        document.getElementById(row.dataset.target).value =
          `${coords.latitude.toFixed(6)}, ${coords.longitude.toFixed(6)}`;
        said.textContent = row.dataset.done.replace("{n}", String(Math.round(coords.accuracy)));
      },
      () => {
        said.textContent = row.dataset.denied;
      },
      { enableHighAccuracy: true, timeout: 15_000, maximumAge: 30_000 },
    );
  });
}
