/**
 * Seals a tip on the informant's own device before the form is sent. The form is sent as forms are: the server answers
 * with a page, and nothing of it differs but that it took in ciphertext.
 *
 * Mounted on `<form data-tip>`; `data-keys` holds the keys when the page knows them, else they are asked for. Without
 * this script, or when the device cannot seal and the page has said so, the form goes the server's way. A weak line or
 * a busy server never does that: the next press seals again.
 */
import { mount } from "./tip";

for (const form of document.querySelectorAll<HTMLFormElement>("form[data-tip]")) mount(form);

const leave = document.querySelector<HTMLAnchorElement>("[data-leave]");
leave?.addEventListener("click", (event) => {
  event.preventDefault();
  for (const form of document.forms) form.reset();
  document.body.replaceChildren();
  location.replace("about:blank");
});
