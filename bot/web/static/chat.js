// The talk without leaving the page. Without this script the form posts as forms do, and a whole page comes back.
import { $, PATIENCE, element } from "./page.js";
import { readIn, receipts } from "./receipts.js";

const talk = $("talk");
const LINES = "application/x-ndjson";
const DOTS = "••••••";
const LONGEST_WAIT = 60_000;
const TWICE = 1500; // milliseconds from one press of Esc to the next
let busy = false;

function html(text) {
  const holder = document.createElement("template");
  holder.innerHTML = text; // made by our own server, which escapes what people wrote
  return holder.content;
}

// A thing that was said, at the end of the talk.
function put(box) {
  talk.append(box);
  return box;
}

async function* linesOf(response) {
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    const lines = (rest + value).split("\n");
    rest = lines.pop();
    for (const line of lines) yield JSON.parse(line);
  }
}

// Why there was no answer at all: the server, or what stands before it, said no; or nobody was there.
class NoAnswer extends Error {}

async function* answers(told, form) {
  const signal = AbortSignal.timeout(LONGEST_WAIT);
  const response = await fetch("/chat", { method: "POST", body: told, headers: { Accept: LINES }, signal });
  if (!response.headers.get("Content-Type")?.startsWith(LINES)) {
    throw new NoAnswer(response.status === 413 ? form.dataset.large : form.dataset.trouble);
  }
  yield* linesOf(response);
}

// What the person sent, as it stands in the talk; null when there is nothing to show.
function mine(form, told, button) {
  const typed = told.get("text");
  const picked = button?.value && (button.name === "pick" || !(typed || told.get("file")?.size)) ? button.textContent : "";
  const secret = told.get("kind") === "secret" && !picked;
  const words = picked || (secret && typed ? DOTS : typed) || told.get("file")?.name;
  if (!words) return null;
  const box = element("div", "you", element("span", "unseen", `${form.dataset.you} `), element("span", "", words));
  box.lang = form.getAttribute("lang"); // `form.lang` is the field of that name
  return put(box);
}

async function send(form, button) {
  const told = new FormData(form, button);
  const picked = button?.name === "pick";
  talk.querySelectorAll(".trouble").forEach((each) => each.remove());
  const shown = [mine(form, told, button)];
  if (!picked) $("text").value = "";
  let notice = null;
  let patience = 0;
  const patient = () => {
    clearTimeout(patience);
    notice?.remove();
  };
  let trouble = form.dataset.lost;
  let excuse = false;
  try {
    for await (const line of answers(told, form)) {
      if (line.wait) {
        patience = setTimeout(() => (notice = put(element("div", "said waits", line.wait))), PATIENCE);
        continue;
      }
      patient();
      if (line.said) shown.push(...say(line.said));
      if (line.form) {
        if (ends(form, line.form)) clear(shown);
        if (line.hid && !picked) shown[0]?.lastChild.replaceChildren(DOTS);
        exchange(line);
        trouble = "";
      }
      if (line.excuse) {
        excuse = true;
        trouble = "";
      }
    }
  } catch (error) {
    if (error instanceof NoAnswer) trouble = error.message;
  }
  patient();
  if (trouble) {
    // Nothing came of it: the words go back where they were, and the next try is the same message again.
    shown.forEach((each) => each?.remove());
    shown.splice(0, shown.length, put(element("div", "said trouble", trouble)));
  } else if (excuse) {
    shown.shift()?.remove();
    shown.forEach((each) => each.classList.add("trouble"));
  }
  if ((trouble || excuse) && !picked && !$("text").value) {
    $("text").value = told.get("text");
    $("text").dispatchEvent(new Event("input"));
  }
  return shown.find(Boolean);
}

// Whoever signed out, or was silent for too long, leaves nothing of a list on the screen.
function ends(form, next) {
  return "signedIn" in form.dataset && !("signedIn" in html(next).getElementById("form").dataset);
}

function clear(kept) {
  for (const each of [...talk.children]) if (!kept.includes(each)) each.remove();
}

function say(piece) {
  const boxes = [...html(piece).children].map(put);
  tables();
  return boxes;
}

// The next question. What was typed meanwhile stays, unless one of both is a secret.
function exchange({ form, page, language }) {
  const before = $("text");
  const held = $("answer").contains(document.activeElement) || document.activeElement.form === $("form");
  if (page) around(page, language);
  $("answer").replaceChildren(html(form));
  const kept = before.type === "password" || $("text").type === "password" ? "" : before.value;
  if (kept) $("text").value = $("notes") ? kept : kept.replace(/\s+/g, " ");
  ready();
  begun();
  if (held || document.activeElement === document.body) rest();
}

// Where the focus goes after an answer: never into a field where that would open a keyboard over what is to be read.
function rest() {
  const choices = document.querySelector(".choices");
  const place = choices ?? (matchMedia("(pointer: fine)").matches ? $("text") : $("answer"));
  place.focus({ preventScroll: true });
}

// The beginning of a long answer, or else its end and the field below it.
function scroll(from) {
  const end = $("answer").getBoundingClientRect().bottom - innerHeight + 8;
  const start = from.getBoundingClientRect().top - 8;
  if (Math.min(end, start) > 0) scrollBy(0, Math.min(end, start));
}

// Another language: everything around the talk is exchanged, the talk itself stays.
function around(page, language) {
  const fresh = new DOMParser().parseFromString(page, "text/html");
  document.documentElement.lang = language;
  document.title = fresh.title;
  $("answer").setAttribute("aria-label", fresh.getElementById("answer").getAttribute("aria-label"));
  for (const part of [".skip", "header.top", "#about", "#talk-head", "footer"]) {
    document.querySelector(part)?.replaceWith(fresh.querySelector(part));
  }
  leaving();
}

// From the first message on, another language or another page must not end the talk.
function begun() {
  for (const link of document.querySelectorAll("header.top nav a[hreflang]")) {
    const button = element("button", "link", link.textContent);
    button.setAttribute("form", "form");
    Object.assign(button, { name: "pick", value: link.textContent, lang: link.lang });
    link.replaceWith(button);
  }
  for (const link of document.querySelectorAll("footer a")) link.target = "_blank";
  const apart = "apart" in $("form").dataset;
  for (const button of talk.querySelectorAll(".cases tbody button")) button.disabled = apart;
}

function tables() {
  for (const table of document.querySelectorAll("table.cases:not([data-ready])")) sortable(table);
}

function sortable(table) {
  table.dataset.ready = "";
  table.caption.lastElementChild.hidden = false;
  const heads = [...table.tHead.rows[0].cells];
  const order = new Intl.Collator(document.documentElement.lang, { numeric: true });
  heads.forEach((head, column) => {
    const button = element("button", "", ...head.childNodes);
    button.type = "button";
    head.append(button);
    button.addEventListener("click", () => {
      const up = head.getAttribute("aria-sort") !== "ascending";
      heads.forEach((each) => each.removeAttribute("aria-sort"));
      head.setAttribute("aria-sort", up ? "ascending" : "descending");
      const key = (row) => row.cells[column].dataset.sort ?? row.cells[column].textContent.trim();
      const rows = [...table.tBodies[0].rows].sort((a, b) => {
        const [one, other] = [key(a), key(b)];
        if (!one || !other) return !one - !other; // what is empty stands last, whichever way
        return (up ? 1 : -1) * order.compare(one, other);
      });
      table.parentElement.setAttribute("aria-live", "off"); // the log would read the whole table again
      table.tBodies[0].append(...rows);
    });
  });
}

function peeking(box, peek) {
  const [show, hide] = [peek.textContent, peek.dataset.hide];
  peek.hidden = false;
  peek.addEventListener("click", () => {
    const hidden = box.type === "password";
    box.type = hidden ? "text" : "password";
    peek.textContent = hidden ? hide : show;
    box.focus();
  });
}

function waiting(now) {
  busy = now;
  $("answer").setAttribute("aria-busy", now);
}

function ready() {
  const form = $("form");
  if ($("notes")) receipts($("text"));
  if ($("peek")) peeking($("text"), $("peek"));
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (busy) return;
    waiting(true);
    let shown;
    try {
      shown = await send(form, event.submitter);
    } finally {
      waiting(false);
    }
    if (shown) scroll(shown);
  });
}

// A file that misses the field would take the place of the page, and end the talk.
for (const kind of ["dragover", "dragleave", "drop"]) {
  addEventListener(kind, (event) => {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    $("answer").classList.toggle("drop", kind === "dragover");
    if (kind === "drop" && event.dataTransfer.files[0] && $("text").type !== "password") readIn(event.dataTransfer.files[0]);
  });
}

function leave() {
  document.documentElement.hidden = true;
  const form = $("leave");
  fetch("/leave", { method: "POST", body: new FormData(form), keepalive: true }).catch(() => {});
  try {
    top.location.replace(form.dataset.exit); // in a frame the whole window leaves
  } catch {
    location.replace(form.dataset.exit);
  }
}

function leaving() {
  $("leave").addEventListener("submit", (event) => {
    event.preventDefault();
    leave();
  });
}

let escaped = -TWICE;
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.repeat || event.isComposing || event.defaultPrevented) return;
  if (event.timeStamp - escaped < TWICE) leave();
  escaped = event.timeStamp;
});
// Whoever comes back by the Back key finds a page on which nothing was said.
addEventListener("pagehide", () => (document.documentElement.hidden = true));
addEventListener("pageshow", (event) => event.persisted && location.reload());

leaving();
ready();
tables();
