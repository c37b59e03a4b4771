// The browser's voice. It reads what the line says where it has a voice of that language; the captions stay the truth.
//
// Only voices of the device itself are used: others send what they read to whoever makes the browser.

const engine = window.speechSynthesis;
const queue = []; // of all phones of the page: there is one voice
let speaking = null;

function voices() {
  return (engine?.getVoices() ?? []).filter((voice) => voice.localService);
}

// "es-US" is read by a voice of that region, else by any of that language.
function voiceFor(language) {
  const wanted = language.toLowerCase();
  const named = (voice) => voice.lang.toLowerCase().replace("_", "-");
  const alike = voices().filter((voice) => named(voice).split("-")[0] === wanted.split("-")[0]);
  return alike.find((voice) => named(voice) === wanted) ?? alike[0];
}

export function hasVoice() {
  return Boolean(voiceFor("en") ?? voiceFor("es"));
}

// Voices are known a while after the page: changed() is called when they are.
export function whenVoicesChange(changed) {
  engine?.addEventListener?.("voiceschanged", changed);
}

// Reads one utterance after those before it: started(), and then in any case finished(), even when it was stopped.
export function read(owner, { body, language, rate }, { started, finished }) {
  const voice = voiceFor(language ?? "");
  if (!voice) return;
  const utterance = Object.assign(new SpeechSynthesisUtterance(body), { voice, lang: voice.lang, rate: (rate || 100) / 100 });
  queue.push({ owner, utterance, started, finished, begun: false });
  next();
}

// Stops what is read for `owner` and forgets what was to follow.
export function hush(owner) {
  for (let place = queue.length - 1; place >= 0; place -= 1) if (queue[place].owner === owner) queue.splice(place, 1);
  if (speaking?.owner !== owner) return;
  const stopped = speaking;
  end(stopped);
  engine.cancel();
}

function next() {
  if (speaking || !queue.length) return;
  const mine = queue.shift();
  speaking = mine;
  mine.utterance.onstart = () => {
    if (speaking !== mine) return;
    mine.begun = true;
    mine.started();
  };
  mine.utterance.onend = () => end(mine);
  mine.utterance.onerror = () => end(mine);
  engine.speak(mine.utterance);
}

// What the engine tells of it later, when it was stopped, is not heard.
function end(mine) {
  if (speaking !== mine) return;
  speaking = null;
  if (mine.begun) mine.finished();
  setTimeout(next); // not while the engine is still stopping
}
