// The two views of a phone, its messages and its call, with the tabs that switch between them.

import { make } from "./dom.js";
import { say } from "./language.js";

const NAMES = ["messages", "call"];

export class Views {
  // changed(name): this view is now to be seen.
  constructor(element, phoneName, changed) {
    this.element = element;
    this.changed = changed;
    this.tabs = new Map(NAMES.map((name) => [name, element.querySelector(`[data-tab=${name}]`)]));
    this.panels = new Map(NAMES.map((name) => [name, element.querySelector(`[data-view=${name}]`)]));
    element.querySelector(".tabs").setAttribute("aria-label", say("views_of", { phone: phoneName }));
    for (const name of NAMES) this.#wire(name);
    this.show("messages");
  }

  show(name) {
    this.shown = name;
    for (const each of NAMES) {
      const tab = this.tabs.get(each);
      tab.setAttribute("aria-selected", String(each === name));
      tab.tabIndex = each === name ? 0 : -1;
      this.panels.get(each).hidden = each !== name;
    }
    this.changed(name);
  }

  // A few words beside the name of a tab; none takes them away.
  mark(name, words = "") {
    this.tabs.get(name).querySelector(".mark").replaceChildren(...(words ? [make("span", { textContent: words })] : []));
  }

  #wire(name) {
    const [tab, panel] = [this.tabs.get(name), this.panels.get(name)];
    tab.id = `${this.element.id}-${name}-tab`;
    panel.id = `${this.element.id}-${name}`;
    tab.setAttribute("aria-controls", panel.id);
    panel.setAttribute("aria-labelledby", tab.id);
    tab.addEventListener("click", () => {
      this.show(name);
      for (const part of [panel, tab]) part.scrollIntoView({ block: "nearest" }); // the views differ in height
    });
    tab.addEventListener("keydown", ({ key }) => {
      if (key !== "ArrowLeft" && key !== "ArrowRight") return;
      const other = NAMES.find((each) => each !== name);
      this.show(other);
      this.tabs.get(other).focus();
    });
  }
}
