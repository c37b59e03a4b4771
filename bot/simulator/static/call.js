// The call of one phone: the controls, what the line is doing now, and how far it is.

import { announce } from "./dom.js";
import { CallLog } from "./call_log.js";
import { Wire } from "./call_wire.js";
import { Countdown } from "./countdown.js";
import { canHear, listen } from "./hearing.js";
import { Hold } from "./hold.js";
import { Keypad } from "./keypad.js";
import { LANGUAGE, phoneNumber, say } from "./language.js";
import { hasVoice, hush, read, whenVoicesChange } from "./speech.js";
import { waitsWords } from "./waits.js";

const OVER = new Set(["idle", "ended", "rings"]);
const GOES_ON = new Set(["said", "waits", "request"]); // a person who was called has hung up, or was not there

export class Call {
  // changed(state): a call goes on, "rings" or has ended.
  constructor(element, { number, name }, changed) {
    this.element = element;
    this.name = name;
    this.changed = changed;
    this.find = (selector) => element.querySelector(selector);
    this.language = LANGUAGE;
    this.aloud = null; // until somebody chooses: where there is a voice
    this.stopHearing = null;
    this.wire = new Wire(number, (problem, what) => this.#trouble(problem, what));
    this.log = new CallLog(this.find(".captions"), name);
    this.keypad = new Keypad(this.find(".keypad"), (key) => this.#press(key));
    this.countdown = new Countdown(this.find(".countdown"), () => this.#do("asking"));
    this.hold = new Hold(this.find(".hold"), this.wire, this.countdown);
    this.#label();
    this.#listen();
    this.#enter("idle");
    this.#showVoice();
  }

  get going() {
    return !OVER.has(this.phase);
  }

  // A call that went on before the page came.
  resume(call) {
    this.wire.take(call);
    this.#enter("talking");
  }

  // What a person has set and written, for the view that takes the place of this one.
  keep() {
    const at = document.activeElement;
    const focus = at && this.element.contains(at) ? (at.matches("input[type=text]") ? "words" : "call") : "";
    return { aloud: this.aloud, words: this.find(".words").value, withheld: this.find(".withheld").checked, focus };
  }

  recall({ aloud, words, withheld, focus }) {
    this.aloud = aloud;
    this.find(".words").value = words;
    this.find(".withheld").checked = withheld;
    this.#showVoice();
    if (focus === "words" && this.going) this.find(".words").focus();
    else if (focus) this.focus();
  }

  focus() {
    if (this.going) this.keypad.focus();
    else this.find(this.phase === "rings" ? "[data-taking=answer]" : ".call-start").focus();
  }

  // Another view takes its place.
  leave() {
    this.countdown.stop();
    this.stopHearing?.();
    hush(this);
  }

  take(event, quietly) {
    this.log.take(event, quietly);
    if (event.kind === "call") this.#takeState(event, quietly);
    else if (event.call === this.wire.call && this.going) this.#follow(event, quietly);
  }

  #takeState({ call, status, withheld }, quietly) {
    if (status === "rings") {
      if (this.going) return;
      this.wire.take(call);
      this.#enter("rings", {}, quietly);
    } else if (status === "ringing") {
      this.wire.take(call);
      if (withheld !== undefined) this.find(".withheld").checked = withheld;
      if (!this.going) this.#enter("ringing");
    } else if (status === "in-progress") {
      if (call === this.wire.call) this.#enter("talking");
    } else {
      const mine = call === this.wire.call;
      this.wire.over(call);
      if (mine) this.#enter("ended", {}, quietly);
    }
  }

  #follow(event, quietly) {
    const { kind } = event;
    if (this.phase === "dialling" && GOES_ON.has(kind)) this.#enter("talking");
    if (kind === "said") this.#followSaid(event, quietly);
    else if (kind === "waits") this.#followWaits(event, quietly);
    else if (kind === "keys") this.#followKeys(event);
    else if (kind === "dials") this.#followDials(event, quietly);
    else if (kind === "held") this.hold.take(event, quietly);
    else if (kind === "speech" && !this.#takes("speech")) this.#stay();
    else this.#do("asking"); // speech, silence, request, error
  }

  #followSaid(event, quietly) {
    this.#do("speaking");
    this.language = event.language;
    if (quietly || !this.#isAloud()) return;
    const tell = (speaking) => this.wire.act("spoken", { id: event.utterance, ...(speaking && { speaking }) });
    read(this, event, { started: () => tell(true), finished: () => tell(false) });
  }

  #followWaits(event, quietly) {
    this.find(".doing").textContent = waitsWords(event);
    this.wanted = event;
    this.#wait(event, quietly);
  }

  #followDials(event, quietly) {
    this.#enter("dialling", { number: phoneNumber(event.body) }, quietly);
    this.find(".doing").textContent = say("doing_dialling");
    this.#wait(event, quietly);
  }

  #wait({ seconds, at }, quietly) {
    this.countdown.start(seconds, quietly ? Date.now() / 1000 - at : 0);
    this.hold.wait(true);
  }

  // The last key of an entry is followed by a request, which may take a while.
  #followKeys({ body }) {
    this.pressed += body;
    if (!this.wanted) return;
    if (!this.#takes("dtmf")) {
      this.#stay();
      return;
    }
    const { digits, finish } = this.wanted;
    if ((finish && body.includes(finish)) || (digits && this.pressed.length >= digits)) this.#do("asking");
    else this.countdown.again();
  }

  #takes(input) {
    return !this.wanted || this.wanted.input.includes(input);
  }

  // What the person did was lost: the line waits for something else.
  #stay() {
    this.hold.wait(true);
  }

  #do(what) {
    this.countdown.stop();
    this.hold.wait(false);
    this.wanted = null; // what the line waits for
    this.pressed = ""; // since it began to speak
    this.find(".doing").textContent = what && say(`doing_${what}`);
  }

  #enter(phase, values = {}, quietly = true) {
    const focused = this.element.contains(document.activeElement) ? document.activeElement : null;
    this.phase = phase;
    this.element.dataset.phase = phase;
    this.#do("");
    this.#showPhase(values, quietly);
    if (focused && !focused.checkVisibility()) this.focus();
    this.changed(phase === "rings" ? phase : this.going);
  }

  #showPhase(values, quietly) {
    const words = { idle: "", ended: say("call_over") }[this.phase] ?? say(`call_${this.phase}`, values);
    this.find(".call-status").textContent = words;
    const rings = this.phase === "rings"; // the line calls
    this.find(".incoming").hidden = !rings;
    this.find(".starter").hidden = this.going || rings;
    this.find(".controls").hidden = !this.going;
    this.find(".person-choices").hidden = this.phase !== "dialling";
    if (!this.going) {
      this.hold.reset();
      this.stopHearing?.();
    }
    if (!quietly && this.element.hidden) announce(say("announce_call", { phone: this.name, words }));
  }

  #press(key) {
    if (!this.going) return;
    this.hold.release();
    this.wire.press(key);
    hush(this);
  }

  // Whatever a person does stops the voice; the line hears of it first, as it would.
  #act(name, body = {}) {
    this.hold.release();
    this.wire.act(name, body);
    hush(this);
  }

  #begin() {
    this.#enter("ringing");
    this.element.scrollIntoView({ block: "nearest" }); // on a small screen: what is said together with the keys
    this.keypad.focus();
    this.wire.begin(this.find(".withheld").checked);
  }

  #trouble({ status }, what) {
    if (!this.going || what === "spoken") return; // it was too late for a call that is over
    if (what) {
      this.log.note(say("call_not_taken"), { bad: true });
      return;
    }
    this.log.note(say(status === 409 ? "call_engaged" : "call_not_begun"), { bad: true });
    this.#enter("idle");
  }

  #label() {
    const named = { ".captions": "captions_of", ".keypad": "keypad_of", ".words": "say_something_as" };
    for (const [place, key] of Object.entries(named)) this.find(place).setAttribute("aria-label", say(key, { phone: this.name }));
    this.find(".words").placeholder = say("say_something");
    this.find(".hold").setAttribute("aria-description", say("hold_clock_more"));
    this.find(".microphone").hidden = !canHear;
    this.find(".mic-note").hidden = !canHear;
  }

  #listen() {
    const press = (place, act) => this.find(place).addEventListener("click", act);
    press(".call-start", () => this.#begin());
    press(".hang-up", () => this.#act("hangup"));
    for (const choice of this.element.querySelectorAll("[data-taking]")) {
      choice.addEventListener("click", () => this.wire.settle(choice.dataset.taking));
    }
    press(".silence", () => this.#act("silence"));
    press(".aloud", () => this.#setAloud(!this.#isAloud()));
    press(".microphone", () => this.#hear());
    for (const choice of this.element.querySelectorAll("[data-outcome]")) {
      choice.addEventListener("click", () => this.#act("person", { outcome: choice.dataset.outcome }));
    }
    this.find(".sayer").addEventListener("submit", (event) => {
      event.preventDefault();
      const words = this.find(".words").value.trim();
      if (words) this.#act("speech", { words });
      this.find(".words").value = "";
    });
    this.keypad.listenIn(this.element);
    whenVoicesChange(() => this.#showVoice());
  }

  #isAloud() {
    return hasVoice() && (this.aloud ?? true);
  }

  #setAloud(aloud) {
    this.aloud = aloud;
    if (!aloud) hush(this);
    this.#showVoice();
  }

  #showVoice() {
    this.find(".aloud").setAttribute("aria-pressed", String(this.#isAloud()));
    this.find(".aloud").disabled = !hasVoice();
    this.find(".no-voice").hidden = hasVoice();
  }

  #hear() {
    const button = this.find(".microphone");
    const heard = (words) => this.going && this.#act("speech", { words });
    const failed = () => this.going && announce(say("mic_failed"));
    const ended = () => {
      button.setAttribute("aria-pressed", "false");
      this.stopHearing = null;
    };
    if (this.stopHearing) {
      this.stopHearing();
      return;
    }
    hush(this);
    this.stopHearing = listen(this.language, { heard, failed, ended });
    button.setAttribute("aria-pressed", "true");
  }
}
