// The mailbox: every e-mail that the service sends, newest first, as the feed tells of it.

import { announce, byId, make } from "./dom.js";
import { clock, guessLanguage, say } from "./language.js";

const MOST = 100;
const LOOKS = ["plain", "light", "dark"];

let opened = null; // the one that opened by itself

export function emptyMailbox() {
  byId("mails").replaceChildren();
  show();
}

// old: it came before the page was opened, so it is shown and not announced.
export function takeMail(mail, old) {
  const list = byId("mails");
  list.prepend(entry(mail));
  openAlone(list.querySelector("details"));
  while (list.children.length > MOST) list.lastElementChild.remove();
  show();
  if (!old) announce(say("mail_arrived", { to: mail.to, subject: mail.subject }));
}

// The newest is the one that is waited for. What a person has opened, or is in just now, stays as it is.
function openAlone(newest) {
  if (opened && !opened.contains(document.activeElement)) opened.open = false;
  opened = newest;
  opened.open = true;
}

function show() {
  const count = byId("mails").children.length;
  byId("mail-count").textContent = count || "";
  byId("no-mail").hidden = count > 0;
}

function entry(mail) {
  const words = { textContent: mail.body, class: "mail-body" };
  const lang = guessLanguage(mail.body);
  const summary = make(
    "summary",
    {},
    make("span", { class: "mail-subject", textContent: mail.subject || say("no_subject"), ...(lang && { lang }) }),
    make("span", { class: "mail-facts", textContent: `${mail.to} · ${clock(mail.at)}` }),
  );
  const body = make("div", { ...words, ...(lang && { lang }) });
  const files = mail.files.map((file, number) => attachment(mail, file, number));
  const looks = mail.page ? [choices(mail, body)] : [];
  const page = mail.page ? [asPage(mail)] : [];
  return make("li", {}, make("details", { class: "mail" }, summary, ...looks, body, ...page, ...files));
}

// Its words alone, or as a mail program shows it where everything is light, or dark.
function choices(mail, body) {
  const group = make("div", { class: "mail-looks", role: "group", "aria-label": say("mail_looks") });
  let shown = body;
  const show = (look) => {
    const next = look === "plain" ? body : frame(mail, look);
    shown.replaceWith(next);
    shown = next;
    for (const button of group.children) button.setAttribute("aria-pressed", String(button.dataset.look === look));
  };
  for (const look of LOOKS) {
    const button = make("button", { type: "button", class: "look", "data-look": look, textContent: say(`mail_${look}`) });
    button.setAttribute("aria-pressed", String(look === "plain"));
    button.addEventListener("click", () => show(look));
    group.append(button);
  }
  return group;
}

// No script runs in it, it can't reach this page, and its links open in tabs of their own.
function frame(mail, look) {
  const element = make("iframe", { class: "mail-frame", title: say("mail_frame", { subject: mail.subject || say("no_subject") }) });
  element.setAttribute("sandbox", "allow-popups allow-popups-to-escape-sandbox");
  element.src = `/api/mail/${mail.mail}/page?scheme=${look}`;
  return element;
}

function asPage(mail) {
  const href = `/api/mail/${mail.mail}/page`;
  return make("a", { class: "mail-file", href, target: "_blank", rel: "noopener", textContent: say("mail_as_page") });
}

function attachment(mail, file, number) {
  return make("a", {
    class: "mail-file",
    href: `/api/mail/${mail.mail}/${number}`,
    download: file.name,
    textContent: say("save_file", { name: file.name, kilobytes: Math.max(1, Math.round(file.bytes / 1000)) }),
  });
}
