// The two panels behind the scenes: what the agency says, what the carrier does.

import { Unreachable, read, send } from "./api.js";
import { announce, byId, make } from "./dom.js";
import { LANGUAGE, say, sayIfKnown } from "./language.js";
import { phoneName } from "./phone.js";

const MODES = ["normal", "slow", "down", "closed", "throttled", "broken_json", "quota"];
const DELIVERY_ERRORS = [30003, 30005, 30006, 30007, 21610];
const REST_STATUSES = [429, 500];
const LINES = ["mobile", "landline"];
// New statuses to choose from. One that a case had an hour or a day ago, in a demo of before perhaps, is not told again.
const EXAMPLES = [
  "Case Was Reopened",
  "Case Transferred To Another Office",
  "Interview Was Scheduled",
  "Case Was Sent To The Department of State",
  "Correspondence Was Received And USCIS Is Reviewing It",
  "Duplicate Notice Was Mailed",
  "Case Is Being Actively Reviewed By USCIS",
  "Expedite Request Received",
  "Amended Notice Was Mailed",
  "Case Approval Was Affirmed",
  "Case Was Transferred And A New Office Has Jurisdiction",
];

let state = null;
const gone = new Map(); // what was removed here, so that it can be given a status again
let changes = Promise.resolve(); // one after the other, so that the last choice is the one that stays

function change(path, body, words, then = () => {}) {
  changes = changes.then(async () => {
    try {
      await send(path, body);
      state = await read("/api/state");
      announce(words);
      then();
    } catch (problem) {
      if (!(problem instanceof Unreachable)) throw problem;
      announce(say("not_changed"));
    }
    show();
  });
}

// changed(receipt, at): a case was given another status than it had, at this time in seconds.
export function listenToPanels(changed) {
  byId("case-form").addEventListener("submit", (event) => {
    event.preventDefault();
    const receipt = chosenReceipt();
    const title = byId("case-title").value;
    const form = gone.get(receipt)?.form ?? "";
    if (!receipt) return;
    const [at, before] = [Date.now() / 1000, state.agency.cases.find((one) => one.receipt === receipt)?.title_en];
    const tell = () => title !== before && changed(receipt, at);
    change("/api/case", { receipt, title, ...(form && { form }) }, say("case_now", { receipt, title }), tell);
  });
  byId("case-remove").addEventListener("click", () => {
    const receipt = chosenReceipt();
    if (!receipt) return;
    const place = listedCases().findIndex((one) => one.receipt === receipt);
    gone.set(receipt, { ...listedCases()[place], place, gone: true });
    change("/api/case", { receipt, remove: true }, say("case_gone", { receipt }));
  });
  byId("opt-out").addEventListener("change", ({ target }) => {
    change("/api/carrier", { opt_out: target.checked }, say(target.checked ? "opt_out_on" : "opt_out_off"));
  });
}

export function isListed(receipt) {
  return state.agency.cases.some((one) => one.receipt === receipt);
}

// Chooses a case and, for a start, another status than it has, which of them by `chance`, a whole number; and goes there.
export function openCase(receipt, chance) {
  const known = state.agency.cases.find((one) => one.receipt === receipt) ?? state.agency.cases[0];
  const radio = [...byId("cases").querySelectorAll("input")].find((one) => one.value === known?.receipt);
  if (radio) radio.checked = true;
  const { titles } = state.agency;
  const others = [...EXAMPLES, ...titles].filter((title) => title !== known?.title_en && titles.includes(title));
  const other = others[chance % Math.min(others.length, EXAMPLES.length)];
  if (other) byId("case-title").value = other;
  radio?.closest(".case").scrollIntoView({ block: "nearest" });
  byId("case-form").scrollIntoView({ block: "nearest" });
  byId("case-title").focus({ preventScroll: true });
}

export function showPanels(fresh) {
  state = fresh;
  show();
}

function show() {
  showModes();
  showCases();
  showCarrier();
}

// Writes anew only what has changed, so that the keyboard stays where it is.
function rewrite(place, key, elements) {
  if (place.dataset.key === key) return;
  place.dataset.key = key;
  place.replaceChildren(...elements());
}

function showModes() {
  const mode = state.agency.mode;
  rewrite(byId("modes"), MODES.join(), () => MODES.map(modeChoice));
  for (const radio of byId("modes").querySelectorAll("input")) radio.checked = radio.value === mode;
  byId("mode-hint").textContent = sayIfKnown(`mode_${mode}_hint`);
  byId("modes").dataset.mode = mode;
}

function modeChoice(mode) {
  const radio = make("input", { type: "radio", name: "mode", value: mode });
  radio.addEventListener("change", () => change("/api/agency", { mode }, say("mode_now", { mode: say(`mode_${mode}`) })));
  return make("label", { class: "mode" }, radio, make("span", { textContent: say(`mode_${mode}`) }));
}

function chosenReceipt() {
  return byId("cases").querySelector("input:checked")?.value;
}

function showCases() {
  const { titles } = state.agency;
  const cases = listedCases();
  const chosen = chosenReceipt() ?? cases[0]?.receipt;
  const focused = document.activeElement?.name === "case" ? document.activeElement.value : null;
  byId("case-count").textContent = state.agency.cases.length;
  rewrite(byId("cases"), JSON.stringify(cases), () => cases.map(caseChoice));
  for (const radio of byId("cases").querySelectorAll("input")) {
    radio.checked = radio.value === chosen;
    if (radio.value === focused) radio.focus();
  }
  if (cases.length && !chosenReceipt()) byId("cases").querySelector("input").checked = true;
  const kept = byId("case-title").value;
  rewrite(byId("case-title"), titles.join("|"), () => titles.map((title) => make("option", { value: title, textContent: title })));
  if (titles.includes(kept)) byId("case-title").value = kept;
}

function listedCases() {
  const { cases } = state.agency;
  for (const { receipt } of cases) gone.delete(receipt);
  const listed = [...cases];
  for (const removed of [...gone.values()].sort((one, other) => one.place - other.place)) listed.splice(removed.place, 0, removed);
  return listed;
}

function caseChoice({ receipt, form, gone: removed, title_en: english, title_es: spanish }) {
  const title = LANGUAGE === "es" ? spanish : english;
  const own = removed ? say("not_shown") : title;
  return make(
    "label",
    { class: "case" },
    make("input", { type: "radio", name: "case", value: receipt }),
    make(
      "span",
      { class: "case-words" },
      make("span", { class: "case-head" }, make("span", { class: "receipt", textContent: receipt }), make("span", { class: "form", textContent: form })),
      make("span", { class: "case-title", textContent: own || english, lang: own ? LANGUAGE : "en" }),
    ),
  );
}

function showCarrier() {
  rewrite(byId("carrier"), state.phones.map(({ number }) => number).join(), () => state.phones.map(carrierChoices));
  for (const group of byId("carrier").children) {
    const now = faults(group.dataset.phone);
    group.querySelector("[name=error]").value = now.error;
    group.querySelector("[name=rest_status]").value = now.rest_status;
    group.querySelector("[name=line]").value = now.line;
  }
  byId("opt-out").checked = Boolean(state.carrier.opt_out);
}

function carrierChoices({ number, name }, index) {
  const phone = phoneName(name, index);
  const error = faultChoice("error", say("deliveries", { phone }), "deliveries_ok", DELIVERY_ERRORS);
  const rest = faultChoice("rest_status", say("rest", { phone }), "rest_ok", REST_STATUSES);
  const line = choice("line", say("kind_of", { phone }), LINES.map((kind) => [kind, say(`kind_${kind}`)]));
  const group = make("div", { class: "carrier-phone", "data-phone": number, "data-owner": index % 2 ? "b" : "a" }, error, rest, line);
  group.addEventListener("change", () => {
    const value = (name) => group.querySelector(`[name=${name}]`).value;
    const fault = (name) => (value(name) ? Number(value(name)) : null);
    const body = { phone: number, error: fault("error"), rest_status: fault("rest_status"), line: value("line") };
    change("/api/carrier", body, say("carrier_now", { phone }));
  });
  return group;
}

function faultChoice(name, label, okay, codes) {
  const prefix = name === "error" ? "error" : "rest";
  return choice(name, label, [["", say(okay)], ...codes.map((code) => [code, say(`${prefix}_${code}`)])]);
}

function choice(name, label, options) {
  const select = make("select", { name }, ...options.map(([value, textContent]) => make("option", { value, textContent })));
  return make("label", { class: "field" }, make("span", { textContent: label }), select);
}

// What is set for a phone, as the values of the three selects.
function faults(phone) {
  const set = state.carrier.errors?.[phone] ?? {};
  return { error: String(set.error ?? ""), rest_status: String(set.rest_status ?? ""), line: set.line ?? "mobile" };
}
