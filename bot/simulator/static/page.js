// The page: two phones, the panels behind the scenes, and what the simulator reports.

import { announce, byId, make } from "./dom.js";
import { follow } from "./events.js";
import { fillPage, phoneNumber, say } from "./language.js";
import { listenToPanels, showPanels } from "./panels.js";
import { Phone } from "./phone.js";

let phones = new Map();
let startedAt = 0; // seconds; events of before are shown, not announced

function start(state) {
  const drafts = [...phones.values()].map((phone) => [phone.number, phone.find("textarea").value]);
  const focused = focusedBox();
  phones = new Map(state.phones.map((phone, index) => [phone.number, new Phone(phone, index)]));
  byId("phones").replaceChildren(...[...phones.values()].map((phone) => phone.element));
  for (const [number, draft] of drafts) if (phones.has(number)) phones.get(number).find("textarea").value = draft;
  phones.get(focused)?.find("textarea").focus();
  byId("line-number").textContent = say("line", { number: phoneNumber(state.line) });
  offerJumps();
  showPanels(state);
  startedAt = Date.now() / 1000;
  showConnection("on", "connected");
}

// On a small screen everything is one below the other, and far apart.
function offerJumps() {
  const places = [...phones.values()].map((phone) => [phone.element.id, phone.name]);
  const links = [...places, ["panels", say("behind")]].map(([id, words]) => make("a", { href: `#${id}`, textContent: words }));
  byId("jump").replaceChildren(...links);
}

// A person who was typing when the simulator was restarted goes on typing.
function focusedBox() {
  return [...phones.values()].find((phone) => phone.element.contains(document.activeElement))?.number;
}

function show(events) {
  for (const event of events) phones.get(event.phone)?.take(event, event.at < startedAt);
}

function showConnection(connection, key) {
  const place = byId("connection");
  if (place.dataset.state === connection) return;
  if (place.dataset.state !== "wait") announce(say(key));
  place.dataset.state = connection;
  byId("connection-words").textContent = say(key);
}

fillPage();
listenToPanels();
follow({ start, show, lost: () => showConnection("off", "lost") });
