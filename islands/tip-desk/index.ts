/**
 * The officers' desk of the tip lane: keys are made, used and kept in this browser; the server has public halves only.
 * Words come sealed, are opened here and shown as text; pictures are drawn anew, other files are only saved.
 *
 * Mounts on (see tips/desk/*.html):
 *   <div data-tip data-ref data-reply>      one tip: [data-unlock], [data-sealed], [data-answer], [data-hand-over], [data-contact]
 *   <form data-make-key>                    makes an officer's key
 *   <section data-reseal>                   seals what is listed in #tip-parts for the keys in #tip-keys
 *   <form data-escrow>                      splits a new escrow key into three parts, shown in [data-shares]
 */
import { mountEscrow, mountMakeKey } from "./making";
import { mountTip } from "./page";
import { mountReseal } from "./reseal";

for (const page of document.querySelectorAll<HTMLElement>("[data-tip]")) mountTip(page);
for (const form of document.querySelectorAll<HTMLFormElement>("form[data-make-key]")) mountMakeKey(form);
for (const box of document.querySelectorAll<HTMLElement>("[data-reseal]")) mountReseal(box);
for (const form of document.querySelectorAll<HTMLFormElement>("form[data-escrow]")) mountEscrow(form);
