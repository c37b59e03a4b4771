// One phone: its thread, the examples, the composer; and beside them its call.

import { Unreachable, send } from "./api.js";
import { Call } from "./call.js";
import { announce, byId, make } from "./dom.js";
import { examples, fill, phoneNumber, say } from "./language.js";
import { Message } from "./message.js";
import { Views } from "./views.js";

const NEAR_THE_END = 80; // pixels: someone who has scrolled further up is reading and is left there

export class Phone {
  constructor({ number, name, call }, index) {
    this.number = number;
    this.name = phoneName(name, index);
    this.bySid = new Map();
    this.waiting = []; // sent from here, not yet reported by the simulator
    const card = byId("phone").content.cloneNode(true);
    fill(card);
    this.element = card.querySelector(".phone");
    this.element.dataset.owner = index % 2 ? "b" : "a";
    this.find = (selector) => this.element.querySelector(selector);
    this.#label(index);
    this.#offer(examples(index));
    this.#listen();
    this.unseen = 0; // messages that came while the call was looked at
    this.call = new Call(this.find("[data-view=call]"), this, (state) => this.#showCallMark(state));
    this.views = new Views(this.element, this.name, (view) => this.#shown(view));
    if (call) {
      this.call.resume(call);
      this.views.show("call");
    }
  }

  #shown(view) {
    if (view === "call") {
      this.call.log.toEnd();
      return;
    }
    this.unseen = 0;
    this.views?.mark("messages");
    this.#toEnd();
  }

  #showCallMark(state) {
    this.views?.mark("call", state ? say(state === "rings" ? "being_called" : "in_a_call") : "");
  }

  // What a person has chosen and written, for the phone that takes the place of this one.
  keep() {
    const writing = this.find("textarea") === document.activeElement;
    return { draft: this.find("textarea").value, writing, view: this.views.shown, call: this.call.keep() };
  }

  recall({ draft, writing, view, call }) {
    this.find("textarea").value = draft;
    this.views.show(view);
    if (writing) this.find("textarea").focus();
    this.call.recall(call);
  }

  // Puts words where the person writes, for them to send.
  write(words) {
    this.views.show("messages");
    this.find("textarea").value = words;
    this.find("textarea").focus();
  }

  // The messages, from the newest on.
  lookAt() {
    this.views.show("messages");
    this.find(".thread").focus();
  }

  leave() {
    this.call.leave();
  }

  #label(index) {
    const id = `phone-${index}`;
    Object.assign(this.element, { id, tabIndex: -1 });
    Object.assign(this.find("h2"), { id: `${id}-name`, textContent: this.name });
    this.element.setAttribute("aria-labelledby", `${id}-name`);
    this.find(".avatar").textContent = this.name.at(-1);
    this.find(".phone-number").textContent = phoneNumber(this.number);
    this.find(".thread").setAttribute("aria-label", say("messages_of", { phone: this.name }));
    const transcript = this.find(".transcript");
    transcript.href = `/api/transcript?phone=${encodeURIComponent(this.number)}`;
    transcript.download = `${this.name.toLowerCase().replaceAll(" ", "-")}.txt`;
    transcript.setAttribute("aria-label", say("transcript_of", { phone: this.name }));
    const box = this.find("textarea");
    box.setAttribute("aria-label", say("message_from", { phone: this.name }));
    box.placeholder = say("text_message");
    this.find(".send .unseen").textContent = say("send_from", { phone: this.name });
    box.setAttribute("aria-description", say("keys_in_full"));
  }

  #offer(bodies) {
    const chips = this.find(".chips");
    chips.setAttribute("aria-label", say("examples_of", { phone: this.name }));
    for (const body of bodies) {
      const chip = make("button", { type: "button", class: "chip", textContent: body });
      chip.addEventListener("click", () => this.text(body, {}));
      chips.append(make("li", {}, chip));
    }
  }

  #listen() {
    const box = this.find("textarea");
    this.find(".composer").addEventListener("submit", (event) => {
      event.preventDefault();
      this.#sendComposed();
    });
    box.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      this.#sendComposed();
    });
    for (const button of this.element.querySelectorAll("[data-attach]")) {
      button.addEventListener("click", () => button.setAttribute("aria-pressed", String(!isPressed(button))));
    }
  }

  #sendComposed() {
    const box = this.find("textarea");
    const buttons = ["media", "location"].map((name) => this.find(`[data-attach=${name}]`));
    const [media, location] = buttons.map(isPressed);
    const body = box.value.trim();
    if (body || media || location) this.text(body, { media, location });
    box.value = "";
    buttons.forEach((button) => button.setAttribute("aria-pressed", "false"));
    box.focus();
  }

  // Sends a text; its bubble stands at once and becomes the real one when the simulator reports it.
  async text(body, { media = false, location = false }) {
    const message = this.#add("person");
    message.show({ from: "person", at: Date.now() / 1000, body, status: "sending", media, location });
    this.waiting.push(message);
    this.#toEnd();
    try {
      await send("/api/text", { phone: this.number, body, media: media ? 1 : 0, location });
    } catch (problem) {
      if (!(problem instanceof Unreachable)) throw problem;
      this.waiting = this.waiting.filter((other) => other !== message);
      message.status.textContent = say("not_sent");
      message.status.classList.add("bad");
      announce(`${this.name}: ${say("not_sent")}`);
    }
  }

  // `quietly`: events of before, shown to someone who has just come, are not news.
  take(event, quietly) {
    if (event.call) {
      this.call.take(event, quietly);
      return;
    }
    const follow = this.#isAtEnd();
    if (event.kind === "status") this.#takeStatus(event, quietly);
    else this.#takeMessage(event, quietly);
    if (follow || quietly) this.#toEnd();
  }

  #takeStatus(event, quietly) {
    const message = this.bySid.get(event.sid);
    if (!message) return; // a report for a text of before the simulator was restarted
    const words = message.showStatus(event);
    message.addExchange(event);
    if (!quietly) announce(say("announce_status", { phone: this.name, status: words }));
  }

  #takeMessage(event, quietly) {
    const from = event.kind === "error" ? "note" : event.from;
    const message = this.#known(event, from) ?? this.#add(from);
    message.show(from === "note" ? { ...event, body: say("trouble", { words: troubleWords(event) }) } : event);
    if (event.sid && from !== "note") this.bySid.set(event.sid, message);
    if (from === "line" && !quietly && this.views.shown === "call") this.#tellOfNews();
  }

  #tellOfNews() {
    this.unseen += 1;
    this.views.mark("messages", this.unseen === 1 ? say("news_one") : say("news_many", { count: this.unseen }));
    announce(say("announce_news", { phone: this.name }));
  }

  #known(event, from) {
    if (from === "note") return undefined;
    return this.bySid.get(event.sid) ?? (from === "person" ? this.waiting.shift() : undefined);
  }

  #add(from) {
    const message = new Message(from, this.name);
    this.find(".messages").append(message.element);
    this.find(".empty").hidden = true;
    return message;
  }

  #isAtEnd() {
    const thread = this.find(".thread");
    return thread.scrollHeight - thread.scrollTop - thread.clientHeight < NEAR_THE_END;
  }

  #toEnd() {
    const thread = this.find(".thread");
    thread.scrollTop = thread.scrollHeight;
  }
}

// A fault by its number in the carrier's list, told apart or at the start of its words.
function troubleWords({ status, body }) {
  return [status, body].filter(Boolean).join(": ");
}

function isPressed(button) {
  return button.getAttribute("aria-pressed") === "true";
}

// The simulator names its phones in English; a name of its own choosing is kept.
export function phoneName(name, index) {
  const letter = /^Phone ([A-Z])$/.exec(name ?? "")?.[1];
  if (name && !letter) return name;
  return say("phone", { letter: letter ?? "ABCDEFGH"[index] });
}
