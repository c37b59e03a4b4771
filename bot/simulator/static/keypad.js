// The twelve keys of a phone: on the screen, and on the computer's keyboard while the call has the focus.

import { make } from "./dom.js";
import { say } from "./language.js";

const KEYS = [
  ["1", ""], ["2", "ABC"], ["3", "DEF"],
  ["4", "GHI"], ["5", "JKL"], ["6", "MNO"],
  ["7", "PQRS"], ["8", "TUV"], ["9", "WXYZ"],
  ["*", ""], ["0", ""], ["#", ""],
];
const SHOWN = 160; // milliseconds a key looks pressed when it was pressed on the keyboard

export class Keypad {
  // press(key): one of 0-9, * and #.
  constructor(place, press) {
    this.press = press;
    this.buttons = new Map(KEYS.map(([key, letters]) => [key, this.#button(key, letters)]));
    place.append(...this.buttons.values());
  }

  // Takes keys typed anywhere in `element` but in a field for text.
  listenIn(element) {
    element.addEventListener("keydown", (event) => {
      if (!this.buttons.has(event.key) || event.repeat || isShortcut(event) || event.target.matches("input[type=text]")) return;
      event.preventDefault();
      this.#flash(this.buttons.get(event.key));
      this.press(event.key);
    });
  }

  focus() {
    this.buttons.get("1").focus();
  }

  #button(key, letters) {
    const digit = make("span", { class: "digit", textContent: key });
    const button = make("button", { type: "button", class: "key", "data-key": key }, digit);
    if (letters) button.append(make("span", { class: "letters", textContent: letters }));
    button.setAttribute("aria-label", { "*": say("star_key"), "#": say("pound_key") }[key] ?? `${key} ${letters}`.trim());
    button.addEventListener("click", () => this.press(key));
    return button;
  }

  #flash(button) {
    button.classList.add("pressed");
    setTimeout(() => button.classList.remove("pressed"), SHOWN);
  }
}

// A digit with Ctrl or Alt belongs to the browser; * and # may need Alt or AltGr (which looks like Ctrl + Alt).
function isShortcut({ key, metaKey, ctrlKey, altKey }) {
  return metaKey || (ctrlKey && !altKey) || (altKey && key >= "0" && key <= "9");
}
