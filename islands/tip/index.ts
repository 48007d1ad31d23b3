/**
 * Seals a tip on the informant's own device before anything is sent, and shows the page that answers in the place of
 * this one: whatever is refused, what was typed stays, and plain words leave the device on no way.
 *
 * Mounted on `<form data-tip>`; `data-keys` holds the keys when the page knows them, else they are asked for. Without
 * this script, or when the device cannot seal and the page has said so, the form goes the server's way. A weak line or
 * a busy server never does that: the next press seals again.
 */
import { mountAll } from "./page";

mountAll();

document.addEventListener("click", (event) => {
  if (!(event.target as Element).closest("[data-leave]")) return;
  event.preventDefault();
  for (const form of document.forms) form.reset();
  document.body.replaceChildren();
  location.replace("about:blank");
});
