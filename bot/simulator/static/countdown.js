// Shows how long the line still waits. It is there to be looked at: a screen reader tells it only when asked.

import { say } from "./language.js";

const STEP = 200; // milliseconds

export class Countdown {
  // over(): the time has run out.
  constructor(place, over) {
    this.place = place;
    this.over = over;
    this.held = false;
    this.stop();
  }

  // `gone`: seconds of it that have passed already.
  start(seconds, gone = 0) {
    this.stop();
    this.left = Math.max(0, seconds - gone) * 1000;
    this.whole = seconds;
    this.place.hidden = false;
    this.#run();
  }

  // A key gives the whole time again for the next one.
  again() {
    if (!this.place.hidden) this.start(this.whole);
  }

  hold(held) {
    if (held === this.held) return;
    this.held = held;
    this.#pass();
    if (!this.place.hidden) this.#run();
  }

  stop() {
    clearInterval(this.ticking);
    this.place.hidden = true;
  }

  #run() {
    clearInterval(this.ticking);
    this.seen = performance.now();
    if (!this.held) this.ticking = setInterval(() => this.#pass(), STEP);
    this.#show();
  }

  #pass() {
    if (this.place.hidden) return;
    const now = performance.now();
    this.left = Math.max(0, this.left - (now - this.seen));
    this.seen = now;
    this.#show();
    if (this.left > 0) return;
    this.stop();
    this.over();
  }

  #show() {
    const words = say(this.held ? "time_held" : "seconds_left", { seconds: Math.ceil(this.left / 1000) });
    if (this.place.textContent !== words) this.place.textContent = words;
  }
}
