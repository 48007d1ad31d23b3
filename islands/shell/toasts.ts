const STAY_MS = 6000;

/** Lets toasts leave after a while; one that offers a way back stays until it is used. */
export function mountToasts(root: Document): void {
  const region = root.getElementById("toasts");
  if (!region) return;
  const leave = (toast: Element) => {
    if (!toast.querySelector("a, button")) window.setTimeout(() => toast.remove(), STAY_MS);
  };
  for (const toast of region.querySelectorAll(".toast")) leave(toast);
  new MutationObserver((changes) => {
    for (const change of changes)
      for (const node of change.addedNodes) if (node instanceof Element && node.matches(".toast")) leave(node);
  }).observe(region, { childList: true });
}
