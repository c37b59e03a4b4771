// The guided tour: four steps, each of which is noticed when it is done, or passed over with a key.
//
// What was done is kept for this tab, so that a reload goes on where one was; events of before the tour count for nothing.

import { byId, make } from "./dom.js";
import { LANGUAGE, say } from "./language.js";
import { isListed, openCase } from "./panels.js";
import { Signs } from "./tour_signs.js";
import { WORDS } from "./words.js";

const STEPS = ["text", "portfolio", "change", "alert"];
const RECEIPT = "EAC9999103403";
const KEY = "tour";
const PHONE = LANGUAGE === "es" ? 1 : 0; // the one whose examples are in the language of the page

let kept = recall();
let signs = new Signs();
let phoneAt = () => undefined;

function fresh() {
  return { since: Date.now() / 1000, open: true, done: [], changed: null, guest: 1000 + Math.floor(Math.random() * 9000) };
}

function recall() {
  try {
    const found = JSON.parse(sessionStorage.getItem(KEY));
    if (Array.isArray(found?.done)) return { ...fresh(), ...found };
  } catch {
    // What stands there is none of ours: the tour begins.
  }
  return fresh();
}

function keep() {
  sessionStorage.setItem(KEY, JSON.stringify(kept));
}

// phones(index): the phone there, as long as the page shows this one.
export function startTour(phones) {
  phoneAt = phones;
  signs = new Signs();
  keep();
  showTour();
}

export function listenToTour() {
  byId("tour-toggle").addEventListener("click", () => {
    kept.open = !kept.open;
    keep();
    showTour();
  });
  byId("door-call").addEventListener("click", () => phoneAt(PHONE)?.views.show("call"));
}

export function guideBy(event) {
  if (event.at < kept.since) return;
  for (const step of signs.take(event, kept.changed)) {
    if (step === "alert") kept.arrived = event.kind === "mail" ? "mailbox" : "phone";
    finish(step);
  }
}

// Somebody gave a case another status on the panel: from now on an alert is waited for, if anybody can get one.
export function noticeChange(receipt, at) {
  if (!kept.done.includes("portfolio") || kept.done.includes("alert")) return;
  kept.changed = { receipt, at };
  finish("change");
}

function finish(step) {
  if (kept.done.includes(step)) return;
  kept.done.push(step);
  keep();
  showTour();
}

function pass(step) {
  if (step === "change") kept.changed = { receipt: RECEIPT, at: Date.now() / 1000 };
  finish(step);
  (byId("tour-do").querySelector("button") ?? byId("tour-toggle")).focus();
}

function startOver() {
  kept = fresh();
  signs = new Signs();
  keep();
  showTour();
  byId("tour-do").querySelector("button").focus();
}

function showTour() {
  const now = STEPS.find((step) => !kept.done.includes(step)) ?? "end";
  byId("tour").hidden = false;
  byId("tour").classList.toggle("open", kept.open);
  byId("tour-toggle").textContent = say(kept.open ? "tour_close" : "tour_open");
  byId("tour-toggle").setAttribute("aria-expanded", String(kept.open));
  byId("tour-count").textContent = say("tour_count", { done: kept.done.length });
  byId("tour-body").hidden = !kept.open;
  byId("door-call").textContent = say("door_call", { phone: phoneAt(PHONE)?.name ?? "" });
  byId("tour-steps").replaceChildren(...STEPS.map((step, index) => entry(step, index, now)));
  if (byId("tour").dataset.now === now) return; // the same words would be said again, and the keyboard lose its place
  byId("tour").dataset.now = now;
  byId("tour-now").replaceChildren(...words(now));
  byId("tour-do").replaceChildren(...deeds(now));
}

function entry(step, index, now) {
  const done = kept.done.includes(step);
  const mark = make("span", { class: "step-mark", "aria-hidden": "true", textContent: done ? "✓" : index + 1 });
  const item = make("li", { class: `step${done ? " done" : ""}` }, mark, make("span", { textContent: say(`step_${step}`) }));
  if (done) item.append(make("span", { class: "unseen", textContent: ` ${say("tour_done")}` }));
  if (step === now) item.setAttribute("aria-current", "step");
  return item;
}

function words(now) {
  const done = kept.done.length > 0 && now !== "end";
  const number = now === "end" ? [] : [make("strong", { textContent: `${say("tour_step", { number: STEPS.indexOf(now) + 1 })} ` })];
  const before = done ? [`${say("tour_done")} `] : [];
  const after = now === "end" && kept.arrived ? [` ${say(`arrived_${kept.arrived}`)}`] : [];
  return [...before, ...number, say(`now_${now}`, { receipt: receipt(now), phone: name() }), ...after];
}

function deeds(now) {
  const next = now === "end" ? button(say("tour_again"), startOver) : button(say("tour_next"), () => pass(now), "plain");
  return [...DEEDS[now](), next];
}

const DEEDS = {
  text: () => [button(say("do_text", { phone: name() }), () => put(say("tour_text", { receipt: RECEIPT })), "primary")],
  portfolio: () => [answers()],
  change: () => [button(say("do_change"), () => openCase(receipt("change"), kept.guest), "primary")],
  alert: () => places(),
  end: () => places(),
};

// Where an alert is to be looked for, or has come to.
function places() {
  const phone = button(say("do_phone", { phone: name() }), () => phoneAt(PHONE)?.lookAt());
  const mailbox = button(say("do_mailbox"), () => byId("mailbox").focus());
  return kept.arrived === "mailbox" ? [mailbox, phone] : [phone, mailbox];
}

function answers() {
  const values = { receipt: RECEIPT, user: `${say("tour_user")}${kept.guest}` };
  const texts = WORDS[LANGUAGE].tour_answers.map((text) => text.replace(/\{(\w+)\}/g, (_, key) => values[key]));
  const list = make("ol", { class: "answers", "aria-label": say("do_answers", { phone: name() }) });
  for (const text of texts) {
    const chip = make("button", { type: "button", class: "chip", textContent: text });
    chip.setAttribute("aria-label", say("do_answer", { words: text, phone: name() }));
    chip.addEventListener("click", () => put(text));
    list.append(make("li", {}, chip));
  }
  return list;
}

function put(text) {
  phoneAt(PHONE)?.write(text);
}

function name() {
  return phoneAt(PHONE)?.name ?? "";
}

// The case that the person has asked for last, if the agency has it.
function receipt(now) {
  return now !== "text" && isListed(signs.receipt) ? signs.receipt : RECEIPT;
}

function button(textContent, deed, kind = "") {
  const element = make("button", { type: "button", class: `button ${kind}`.trim(), textContent });
  element.addEventListener("click", deed);
  return element;
}
