// The raw HTTP behind something on a phone: a button that opens it, and the box that it opens.

import { make } from "./dom.js";
import { say } from "./language.js";

let made = 0;

export class Raw {
  // `of` is the key of the words that tell one from the other, with `{time}`; `meta` is the line the button stands in.
  constructor(of, meta) {
    this.of = of;
    this.time = "";
    this.exchanges = [];
    this.meta = meta;
    this.box = make("div", { class: "raw", id: `raw-${(made += 1)}`, hidden: true });
    this.button = make("button", { type: "button", class: "raw-button", hidden: true, "aria-expanded": "false" });
    this.button.setAttribute("aria-controls", this.box.id);
    this.button.addEventListener("click", () => this.#toggle());
  }

  name(time) {
    this.time = time;
    this.button.replaceChildren(say("raw"), make("span", { class: "unseen", textContent: ` ${this.#which()}` }));
  }

  has(text) {
    return this.exchanges.some(([, other]) => other === text);
  }

  // Keeps one exchange under the words of the keys; one without an answer has no response.
  add(requestKey, request, responseKey, response) {
    this.exchanges.push([requestKey, request]);
    if (response) this.exchanges.push([responseKey, response]);
    this.button.hidden = false;
    if (!this.box.hidden) this.#fill();
  }

  #which() {
    return say(this.of, { time: this.time });
  }

  #toggle() {
    this.box.hidden = !this.box.hidden;
    this.button.setAttribute("aria-expanded", String(!this.box.hidden));
    if (this.box.hidden) return;
    this.#fill();
    this.box.scrollIntoView({ block: "nearest" });
    this.meta.scrollIntoView({ block: "nearest" }); // the button itself stays in sight
  }

  #fill() {
    this.box.replaceChildren(
      ...this.exchanges.flatMap(([label, text]) => [
        make("p", { class: "raw-label", textContent: say(label), "aria-hidden": "true" }),
        make("pre", {
          textContent: text,
          tabIndex: 0,
          role: "group",
          lang: "en",
          "aria-label": `${say(label)} ${this.#which()}`,
        }),
      ]),
    );
  }
}
