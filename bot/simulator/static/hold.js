// The switch that lets no time-out run out. The clock stands still only while the line waits: held for longer, the
// carrier would hold back what the line says next as well.

export class Hold {
  constructor(button, wire, countdown) {
    this.button = button;
    this.wire = wire;
    this.countdown = countdown;
    this.held = false; // as the simulator was told last
    this.#wish(false);
    button.addEventListener("click", () => {
      this.#wish(!this.wished);
      if (!this.wished) this.#tell(false);
      else if (this.waiting) this.#tell(true);
    });
  }

  // The line waits, or does not wait any more.
  wait(waiting) {
    this.waiting = waiting;
    if (waiting && this.wished) this.#tell(true);
  }

  // Before the person does something that the line goes on from.
  release() {
    this.#tell(false);
  }

  take({ held }, quietly) {
    this.held = held;
    this.countdown.hold(held);
    if (quietly) this.#wish(held);
  }

  reset() {
    this.held = false;
    this.waiting = false;
    this.countdown.hold(false);
    this.#wish(false);
  }

  #wish(wished) {
    this.wished = wished;
    this.button.setAttribute("aria-pressed", String(wished));
  }

  #tell(held) {
    if (this.held === held) return;
    this.held = held;
    this.wire.act("hold", { held });
  }
}
