/** Gives one upload form dragging, pasting, a size check before sending, and progress. */
export function mountDrop(form: HTMLFormElement): void {
  const file = form.querySelector<HTMLInputElement>("input[type=file]");
  const text = form.querySelector<HTMLTextAreaElement>("textarea");
  if (!file) return;

  form.addEventListener("dragover", (event) => {
    event.preventDefault();
    form.classList.add("is-over");
  });
  form.addEventListener("dragleave", () => form.classList.remove("is-over"));
  form.addEventListener("drop", (event) => {
    event.preventDefault();
    form.classList.remove("is-over");
    if (event.dataTransfer?.files.length) take(form, file, event.dataTransfer.files);
    else takeText(form, text, event.dataTransfer?.getData("text/plain") ?? "");
  });
  document.addEventListener("paste", (event) => {
    if ((event.target as Element | null)?.closest("input, textarea, [contenteditable]")) return;
    if (event.clipboardData?.files.length) take(form, file, event.clipboardData.files);
    else takeText(form, text, event.clipboardData?.getData("text/plain") ?? "");
  });
  file.addEventListener("change", () => checkSize(form, file));
  form.addEventListener("submit", (event) => {
    if (!checkSize(form, file)) event.preventDefault();
    else if (file.files?.length) send(form, event);
  });
}

function take(form: HTMLFormElement, control: HTMLInputElement, files: FileList): void {
  control.files = files;
  if (checkSize(form, control)) say(form, [...files].map((one) => one.name).join(", "));
}

function takeText(form: HTMLFormElement, control: HTMLTextAreaElement | null, words: string): void {
  if (!control || !words.trim()) return;
  control.value = words;
  const fold = form.querySelector<HTMLDetailsElement>("details");
  if (fold) fold.open = true;
  control.focus();
}

/** Says whether the chosen file may be sent; a larger one than the server takes is told before it travels. */
export function checkSize(form: HTMLFormElement, control: HTMLInputElement): boolean {
  const limit = Number(form.dataset.maxMb ?? 0) * 1024 * 1024;
  const tooLarge = limit > 0 && [...(control.files ?? [])].some((one) => one.size > limit);
  say(form, tooLarge ? `${form.dataset.tooLarge ?? ""} (≤ ${form.dataset.maxMb} MB)` : "");
  return !tooLarge;
}

function say(form: HTMLFormElement, words: string): void {
  const line = form.querySelector("[data-drop-status]");
  if (line) line.textContent = words;
}

function send(form: HTMLFormElement, event: SubmitEvent): void {
  event.preventDefault();
  const bar = form.querySelector<HTMLProgressElement>("[data-drop-progress]");
  const request = new XMLHttpRequest();
  request.open("POST", form.action);
  request.setRequestHeader("HX-Request", "true");
  request.upload.addEventListener("progress", (step) => {
    if (!bar || !step.lengthComputable) return;
    bar.classList.remove("hide");
    bar.value = (step.loaded * 100) / step.total;
  });
  const failed = () => {
    bar?.classList.add("hide");
    say(form, form.dataset.failed ?? "");
  };
  request.addEventListener("error", failed);
  request.addEventListener("load", () => {
    // The server names the next page (HX-Redirect, so that its message is not spent on us) or redirects to it; anything
    // else is our own form with its errors, shown by a plain post.
    const next = request.getResponseHeader("HX-Redirect") ?? request.responseURL;
    if (request.status < 400 && next && next !== form.action) window.location.assign(next);
    else if (request.status >= 500) failed();
    else form.submit();
  });
  say(form, form.dataset.sending ?? "");
  request.send(new FormData(form, event.submitter));
}
