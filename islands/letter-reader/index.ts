/**
 * The letter on one side, its fields on the other: choosing one shows the other. Without script the numbers are links.
 *
 * Mounts on:
 *   <div data-letter-reader>
 *     <article class="paper"><a class="w" id="w1" href="#f1" data-word="1">…<sup>1</sup></a></article>     words of the text
 *     <figure class="page" data-boxes='[{"word":1,"x0":0.1,"y0":0.2,"x1":0.4,"y1":0.23,"low":false}]'><img …></figure>
 *     <div class="read" id="f1" data-field="1"><a class="no" href="#w1">1</a> … <button data-edit>…</button>
 *       <button data-accept>…</button></div>
 *   </div>
 *   <nav data-doc-tabs><a href="#doc-text">…</a></nav> <article data-doc id="doc-text">…</article>     one view at a time
 *   <a data-show="3" href="#f3">…</a>                                                     a flag that leads to its words
 *   <button data-fill="…" data-into="l0-date">…</button>                         puts an offered value into its control
 *   <b data-left>2</b>                                                              how many fields ([data-low]) are left
 * Words under several fields name the others in data-also. Several words and boxes may carry one number. Keys: J and K next and last field, Enter accepts it, E edits it.
 */
import { mountReader } from "./reader";

for (const root of document.querySelectorAll<HTMLElement>("[data-letter-reader]")) mountReader(root);
