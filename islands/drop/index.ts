/**
 * Drag, drop and paste for a form that already works: a file dropped or an image pasted goes into the file control,
 * pasted words into the text control; sending shows progress. Nothing typed is lost when sending fails.
 *
 * Mounts on (see ui/drop.html):
 *   <form data-drop data-max-mb="30" data-too-large="…" data-sending="…" data-failed="…" enctype="multipart/form-data">
 *     <input type="file" name="file"> <textarea name="text"></textarea>
 *     <p data-drop-status></p> <progress data-drop-progress max="100"></progress> <button>…</button>
 *   </form>
 */
import { mountDrop } from "./drop";

for (const form of document.querySelectorAll<HTMLFormElement>("form[data-drop]")) mountDrop(form);
