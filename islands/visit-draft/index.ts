/**
 * A visit written on a phone: one part at a time, kept on the phone while it is typed, sent when there is a line.
 * What is kept: the answers and an opaque id, encrypted under a key no script can read out; forgotten once sent, on
 * signing out (islands/shell), and after 72 hours. Without script the form is one page and sends itself.
 *
 * Mounts on (see aftercare/visit_form.html and aftercare/today.html):
 *   <form data-visit-form data-case="…" data-who="…" data-fresh="1">  parts are [data-part], steps [data-step]
 *   <div data-visit-outbox data-who="…">                              sends what waits, from the day's list
 *   <form data-near>                                                  sorts the day's list by position
 *   <form data-mends>                                                 takes a red word away once it is answered
 *   <button data-print>                                               prints the page
 */
import { mountForm } from "./form";
import { mountOutbox } from "./outbox";
import { mountNear } from "./position";
import { mending } from "./stepper";

for (const form of document.querySelectorAll<HTMLFormElement>("form[data-visit-form]")) void mountForm(form);
for (const box of document.querySelectorAll<HTMLElement>("[data-visit-outbox]")) void mountOutbox(box);
for (const form of document.querySelectorAll<HTMLFormElement>("form[data-near]")) mountNear(form);
for (const form of document.querySelectorAll<HTMLFormElement>("form[data-mends]")) mending(form);
for (const button of document.querySelectorAll<HTMLButtonElement>("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
