// What the line waits for, in words.

import { say } from "./language.js";

export function waitsWords({ input, digits, finish }) {
  const inputs = (input || "dtmf").split(" ");
  if (!inputs.includes("dtmf")) return say("waits_speech");
  const keys = keysWords(digits, finish);
  return inputs.includes("speech") ? say("waits_or_speech", { keys }) : keys;
}

function keysWords(digits, finish) {
  if (digits === 1) return say("waits_one");
  const keys = digits ? say("waits_many", { count: digits }) : say("waits_some");
  return finish ? say("waits_finish", { keys, finish }) : keys;
}
