// One message of a thread: its bubble, what became of it, and the raw HTTP behind it.

import { make } from "./dom.js";
import { clock, guessLanguage, say, sayIfKnown } from "./language.js";
import { Raw } from "./raw.js";
import { segments } from "./segments.js";

const BAD = new Set(["failed", "undelivered"]);

export class Message {
  // `from` is "person", "line" or "note" (a fault of the simulated network); `phoneName` is for those who can't see the sides.
  constructor(from, phoneName) {
    this.from = from;
    this.phoneName = phoneName;
    this.attached = { media: false, location: false };
    this.status = make("span", { class: "status" });
    this.facts = make("span", { class: "facts" });
    this.bubble = make("div", { class: "bubble" });
    const meta = make("div", { class: "meta" }, this.facts, this.status);
    this.raw = new Raw("raw_of", meta);
    meta.append(this.raw.button);
    this.element = make("li", { class: `message ${from}` }, this.bubble, meta, this.raw.box);
  }

  // Shows what the event says; a later event for the same message writes over an earlier one.
  show(event) {
    this.time = clock(event.at);
    this.body = event.body;
    this.#attach(event);
    this.#fillBubble();
    this.facts.replaceChildren(make("time", { dateTime: new Date(event.at * 1000).toISOString(), textContent: this.time }));
    if (this.from === "line") this.facts.append(make("span", { textContent: segmentWords(event.body) }));
    this.raw.name(this.time);
    this.addExchange(event);
    if (this.from !== "note") this.showStatus(event);
  }

  showStatus(event) {
    const words = statusWords(event);
    this.status.textContent = words;
    this.status.classList.toggle("bad", BAD.has(event.status));
    return words;
  }

  // Keeps the raw request and response of an event. The carrier asks about what a person wrote; on what the line
  // wrote, every exchange after the first is a delivery report. One that is told twice is kept once.
  addExchange({ request, response }) {
    if (this.from === "person" && request) this.#attach(readAttached(request));
    if (!request || this.raw.has(request)) return;
    const report = this.from === "line" && this.raw.exchanges.length > 0;
    const [asked, answered] = report ? ["raw_callback", "raw_callback_response"] : ["raw_request", "raw_response"];
    this.raw.add(asked, request, answered, response);
  }

  #who() {
    const words = { person: say("you", { phone: this.phoneName }), line: say("line_wrote"), note: "" }[this.from];
    return make("span", { class: "unseen", textContent: `${words} ` });
  }

  #attach({ media, location }) {
    const more = (media && !this.attached.media) || (location && !this.attached.location);
    if (!more) return;
    this.attached = { media: this.attached.media || media, location: this.attached.location || location };
    this.#fillBubble();
  }

  #fillBubble() {
    const { media, location } = this.attached;
    const names = [media && say("picture_sent"), location && say("location_sent")].filter(Boolean);
    const text = this.body || (names.length ? "" : say("nothing_written"));
    const lang = this.from === "note" ? "en" : guessLanguage(text);
    this.bubble.replaceChildren(
      this.#who(),
      ...names.map((name) => make("p", { class: "attachment", textContent: name })),
      make("p", { class: "body", lang, textContent: text, hidden: !text }),
    );
  }
}

// What hung on a message, read from the form in the request behind it.
function readAttached(request) {
  return { media: /\bNumMedia=[1-9]/.test(request), location: /\bLatitude=[-\d]/.test(request) };
}

function segmentWords(body) {
  const count = segments(body);
  return count === 1 ? say("segments_one") : say("segments_many", { count });
}

function statusWords(event) {
  const status = sayIfKnown(`status_${event.status}`) || (event.status ?? "");
  const code = event.code || /\bErrorCode=(\d+)/.exec(BAD.has(event.status) ? event.request : "")?.[1];
  return code ? say("with_code", { status, code }) : status;
}
