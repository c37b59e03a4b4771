// The page: two phones, the panels behind the scenes, and what the simulator reports.

import { listenToChat, showWeb } from "./chat.js";
import { announce, byId, make } from "./dom.js";
import { follow } from "./events.js";
import { fillPage, phoneNumber, say } from "./language.js";
import { emptyMailbox, takeMail } from "./mailbox.js";
import { listenToPanels, showPanels } from "./panels.js";
import { Phone } from "./phone.js";
import { guideBy, listenToTour, noticeChange, startTour } from "./tour.js";

let phones = new Map(); // by number; made anew, with what a person had written, when the simulator was restarted
let startedAt = 0; // seconds; events of before are shown, not announced

function start(state) {
  const kept = [...phones.values()].map((phone) => [phone.number, phone.keep()]);
  for (const phone of phones.values()) phone.leave();
  phones = new Map(state.phones.map((phone, index) => [phone.number, new Phone(phone, index)]));
  byId("phones").replaceChildren(...[...phones.values()].map((phone) => phone.element));
  for (const [number, before] of kept) phones.get(number)?.recall(before);
  byId("line-number").textContent = say("line", { number: phoneNumber(state.line) });
  offerJumps();
  showPanels(state);
  emptyMailbox();
  showWeb(state.web);
  startTour((index) => [...phones.values()][index]);
  startedAt = Date.now() / 1000;
  showConnection("on", "connected");
}

// On a small screen everything is one below the other, and far apart.
function offerJumps() {
  const places = [...phones.values()].map((phone) => [phone.element.id, phone.name]);
  const links = [...places, ["panels", say("behind")], ["mailbox", say("mailbox")], ["chat", say("chat")]].map(([id, words]) => make("a", { href: `#${id}`, textContent: words }));
  byId("jump").replaceChildren(...links);
}

function show(events) {
  for (const event of events) {
    const old = event.at < startedAt;
    if (event.kind === "mail") takeMail(event, old);
    else phones.get(event.phone)?.take(event, old);
    guideBy(event);
  }
}

function showConnection(connection, key) {
  const place = byId("connection");
  if (place.dataset.state === connection) return;
  if (place.dataset.state !== "wait") announce(say(key));
  place.dataset.state = connection;
  byId("connection-words").textContent = say(key);
}

fillPage();
listenToPanels(noticeChange);
listenToChat();
listenToTour();
follow({ start, show, lost: () => showConnection("off", "lost") });
