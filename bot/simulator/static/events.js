// Follows the simulator by long polling, for as long as the page is open.
//
// The simulator numbers events from 1 and keeps them in memory only, so after it was restarted the numbers begin
// again: `last` below what was seen, or any break in the connection, means to start over from the whole state.

import { Unreachable, read } from "./api.js";

const FIRST_PAUSE = 500; // milliseconds
const LONGEST_PAUSE = 8000;
const BREATH = 200; // between empty answers, should a proxy cut long polls short

const pause = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));

// start(state): the whole state, with nothing of before; show(events): what is new; lost(): no connection now.
export async function follow({ start, show, lost }) {
  let seen = null; // null: start over
  let wait = FIRST_PAUSE;
  for (;;) {
    try {
      if (seen === null) {
        start(await read("/api/state"));
        seen = 0;
      }
      const answer = await read(`/api/events?after=${seen}`);
      wait = FIRST_PAUSE;
      if (answer.last < seen) {
        seen = null;
        continue;
      }
      seen = answer.last;
      if (answer.events.length) show(answer.events);
      else await pause(BREATH);
    } catch (problem) {
      if (!(problem instanceof Unreachable)) throw problem;
      seen = null;
      lost();
      await pause(wait);
      wait = Math.min(wait * 2, LONGEST_PAUSE);
    }
  }
}
