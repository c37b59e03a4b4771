// The service's own page on this one: in a frame, fetched only when somebody wants it, and in a tab of its own.

import { Unreachable, read } from "./api.js";
import { announce, byId, make } from "./dom.js";
import { LANGUAGE, say } from "./language.js";

let address = ""; // of the service, without a slash at its end

export function showWeb(web) {
  address = web ?? "";
  byId("chat-link").href = page("/");
  byId("privacy").href = page("/privacy");
  byId("terms").href = page("/terms");
}

export function listenToChat() {
  byId("chat-open").addEventListener("click", () => (isOpen() ? close() : openChat()));
  byId("door-chat").addEventListener("click", () => isOpen() || openChat());
}

function page(path) {
  return `${address}${path}?lang=${LANGUAGE}`;
}

function isOpen() {
  return byId("chat-open").getAttribute("aria-expanded") === "true";
}

async function openChat() {
  show(true, make("p", { class: "hint", textContent: say("chat_asking") }));
  const framed = await mayBeFramed();
  if (!isOpen()) return; // closed again in the meantime
  show(true, framed ? make("iframe", { class: "chat-frame", title: say("chat_title"), src: page("/") }) : regret());
  announce(say(framed ? "chat_opened" : "chat_not_here"));
}

function close() {
  show(false);
}

function show(open, ...shown) {
  byId("chat-open").setAttribute("aria-expanded", String(open));
  byId("chat-open").textContent = say(open ? "chat_close" : "chat_here");
  byId("chat-place").replaceChildren(...shown);
}

function regret() {
  return make("p", { class: "hint", textContent: say("chat_not_here") });
}

async function mayBeFramed() {
  try {
    return (await read("/api/web")).framed;
  } catch (problem) {
    if (!(problem instanceof Unreachable)) throw problem;
    return false;
  }
}
