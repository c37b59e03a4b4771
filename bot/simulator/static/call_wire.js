// What a person does on a call, told to the simulator in the order in which it was done.

import { Unreachable, ask, send } from "./api.js";

export class Wire {
  // trouble(problem, name): the simulator did not take it; `name` is "" for the call itself.
  constructor(phone, trouble) {
    this.phone = phone;
    this.trouble = trouble;
    this.call = null;
    this.ended = new Set();
    this.doing = Promise.resolve();
    this.batch = null;
  }

  begin(withheld) {
    this.#then("", async () => {
      const { call } = await ask("/api/call", { phone: this.phone, withheld });
      this.take(call);
    });
  }

  // What becomes of a call of the line's.
  settle(taking) {
    this.#then("ring", async () => {
      const { call } = this;
      if (call) await send("/api/ring", { call, taking });
    });
  }

  // A call that this page or another has begun.
  take(call) {
    if (!this.ended.has(call)) this.call = call;
  }

  over(call) {
    this.ended.add(call);
    if (this.call === call) this.call = null;
  }

  // Keys that are pressed while others are on their way go together.
  press(key) {
    if (this.batch) {
      this.batch.keys += key;
      return;
    }
    const batch = { keys: key };
    this.batch = batch;
    this.#then("keys", () => {
      if (this.batch === batch) this.batch = null;
      return this.#send("keys", batch);
    });
  }

  act(name, body = {}) {
    this.batch = null;
    this.#then(name, () => this.#send(name, body));
  }

  async #send(name, body) {
    const { call } = this;
    if (call) await send(`/api/call/${name}`, { call, ...body });
  }

  #then(name, step) {
    this.doing = this.doing.then(step).catch((problem) => {
      if (!(problem instanceof Unreachable)) throw problem;
      this.trouble(problem, name);
    });
  }
}
