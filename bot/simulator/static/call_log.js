// The captions of a phone's calls: what the line said, what the person did, what came between.

import { make } from "./dom.js";
import { clock, guessLanguage, phoneNumber, say, sayIfKnown } from "./language.js";
import { Raw } from "./raw.js";

const NEAR_THE_END = 80; // pixels: someone who has scrolled further up is reading and is left there

export class CallLog {
  constructor(place, phoneName) {
    this.place = place;
    this.list = place.querySelector(".entries");
    this.phoneName = phoneName;
    this.keys = null; // where the next key is added to those before it
    this.following = true;
    place.addEventListener("scroll", () => {
      this.following = this.#isAtEnd();
    });
    // The controls below come and go, and take room from the captions.
    new ResizeObserver(() => this.following && this.toEnd()).observe(place);
  }

  take(event, quietly) {
    this.#hushWhile(quietly);
    const follow = quietly || this.#isAtEnd();
    if (event.kind !== "keys" && event.kind !== "waits") this.keys = null;
    this[`_${event.kind}`]?.(event);
    if (follow) this.toEnd();
  }

  note(words, { bad = false, more = "" } = {}) {
    const body = make("p", { class: `call-note${bad ? " bad" : ""}`, textContent: words });
    if (more) body.append(" ", make("span", { lang: "en", textContent: more }));
    this.#add("", body);
    this.toEnd();
  }

  toEnd() {
    this.place.scrollTop = this.place.scrollHeight;
  }

  // What happened before the page came is shown, but is no news that a screen reader should tell.
  #hushWhile(quietly) {
    if (!quietly) return;
    this.place.setAttribute("aria-live", "off");
    clearTimeout(this.hushed);
    this.hushed = setTimeout(() => this.place.setAttribute("aria-live", "polite"), 300);
  }

  _call({ status, body, withheld, at }) {
    if (status === "rings") this.note(say("call_came", { time: clock(at) }));
    if (status === "ringing") this.note(say(withheld ? "call_began_withheld" : "call_began", { time: clock(at) }));
    const words = sayIfKnown(`ended_${status}`);
    if (!words) return;
    const reason = sayIfKnown(`reason ${body}`);
    this.note([words, reason].filter(Boolean).join(" "), { bad: status === "failed", more: reason ? "" : body });
  }

  _said({ body, language, rate }) {
    const tag = make("span", { class: "tongue", textContent: language.split("-")[0].toUpperCase(), "aria-hidden": "true" });
    const bubble = this.#bubble(say("line_says"), tag, make("span", { class: "caption", lang: language, textContent: body }));
    const slow = rate && rate !== 100;
    this.#add("theirs", bubble, ...(slow ? [make("p", { class: "call-facts", textContent: say("speed", { rate }) })] : []));
  }

  _keys({ body }) {
    const pressed = [...body].map((key) => make("kbd", { textContent: key }));
    if (this.keys) {
      this.keys.append(...pressed);
      return;
    }
    this.keys = make("span", { class: "pressed-keys" }, ...pressed);
    this.#add("ours", this.#bubble(say("you_pressed", { phone: this.phoneName }), this.keys));
  }

  _speech({ body }) {
    const words = make("q", { class: "caption", lang: guessLanguage(body), textContent: body });
    this.#add("ours", this.#bubble(say("you_said", { phone: this.phoneName }), words));
  }

  _silence() {
    this.note(say("said_nothing", { phone: this.phoneName }));
  }

  _dials({ body }) {
    this.note(say("line_dials", { number: phoneNumber(body) }));
  }

  // The button to the raw exchange; a screen reader is not told of each while it tells what is said.
  _request({ at, code, request, response }) {
    this.asked = request;
    const outcome = /\bDialCallStatus=([a-z-]+)/.exec(request)?.[1];
    if (outcome) this.note(sayIfKnown(`dial_${outcome}`) || outcome);
    const facts = make("span", { textContent: `${say("call_request")} · ${clock(at)}` });
    const meta = make("div", { class: "meta" }, facts);
    if (code) meta.append(make("span", { class: "bad", textContent: `· ${say("trouble", { words: code })}` }));
    const raw = new Raw("raw_of_call", meta);
    raw.name(clock(at));
    raw.add("raw_request", request, "raw_response", response);
    meta.append(raw.button);
    this.#add("exchange", meta, raw.box).setAttribute("aria-live", "off");
  }

  _error({ status, body, request, response, at }) {
    const words = [status, body].filter(Boolean).join(": ");
    this.note(say("trouble", { words: "" }).trim(), { bad: true, more: words });
    if (request && request !== this.asked) this._request({ at, request, response });
  }

  #bubble(who, ...content) {
    return make("p", { class: "speech" }, make("span", { class: "unseen", textContent: `${who} ` }), ...content);
  }

  #add(kind, ...children) {
    const entry = make("li", { class: `entry ${kind}`.trim() }, ...children);
    this.list.append(entry);
    this.place.querySelector(".empty").hidden = true;
    return entry;
  }

  #isAtEnd() {
    return this.place.scrollHeight - this.place.scrollTop - this.place.clientHeight < NEAR_THE_END;
  }
}
