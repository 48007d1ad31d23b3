/** The views of one document (its text, the pictures of its pages): one shows at a time, chosen by tabs. */
export interface Docs {
  /** Shows the view that holds one of the words, the current one when it can; returns the word that is now visible. */
  bring(words: Element[]): Element | undefined;
}

/** Scrolls the document, and only it: were the page to move under the pointer, the press would miss its button. */
function inSight(word: Element): Element {
  const paper = word.closest<HTMLElement>(".paper");
  if (!paper) return word;
  const box = word.getBoundingClientRect();
  const frame = paper.getBoundingClientRect();
  if (box.top < frame.top || box.bottom > frame.bottom)
    paper.scrollTop += box.top - frame.top - (frame.height - box.height) / 2;
  return word;
}

/** Mounts the tabs `[data-doc-tabs] a[href="#doc-…"]` on the views `[data-doc]`; without tabs everything stays as it is. */
export function mountDocs(root: HTMLElement): Docs {
  const tabs = [...root.querySelectorAll<HTMLAnchorElement>("[data-doc-tabs] a")];
  const views = [...root.querySelectorAll<HTMLElement>("[data-doc]")];

  function choose(view: HTMLElement): void {
    for (const one of views) one.hidden = one !== view;
    for (const tab of tabs) {
      if (tab.hash === `#${view.id}`) tab.setAttribute("aria-current", "true");
      else tab.removeAttribute("aria-current");
    }
  }

  const first = views[0];
  if (tabs.length > 0 && first) {
    choose(first);
    for (const tab of tabs)
      tab.addEventListener("click", (event) => {
        const view = views.find((one) => `#${one.id}` === tab.hash);
        if (!view) return;
        event.preventDefault();
        choose(view);
      });
  }
  return {
    bring(words) {
      const here = words.find((word) => !word.closest("[data-doc][hidden]"));
      if (here) return inSight(here);
      // Someone who looks at pictures stays with pictures: the text is the last choice.
      const there = words.find((word) => word.closest("[data-doc]") !== first) ?? words[0];
      const view = there?.closest<HTMLElement>("[data-doc]");
      if (view) choose(view);
      return there && inSight(there);
    },
  };
}
