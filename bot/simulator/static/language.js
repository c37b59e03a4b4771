// The page's own language: chosen by ?lang=, told to the browser, filled into whatever carries data-say.

import { WORDS } from "./words.js";

export const LANGUAGE = new URLSearchParams(location.search).get("lang") === "es" ? "es" : "en";

const LOCALE = { en: "en-US", es: "es-US" }[LANGUAGE];
const CLOCK = new Intl.DateTimeFormat(LOCALE, { hour: "numeric", minute: "2-digit" });

export function say(key, values = {}) {
  return WORDS[LANGUAGE][key].replace(/\{(\w+)\}/g, (_, name) => values[name]);
}

// The words for a key that may not exist (a new status, a new error code), or "".
export function sayIfKnown(key) {
  return WORDS[LANGUAGE][key] ?? "";
}

export function examples(index) {
  return WORDS[LANGUAGE][index % 2 ? "examples_b" : "examples_a"];
}

export function fill(root) {
  for (const place of root.querySelectorAll("[data-say]")) {
    place.textContent = say(place.dataset.say);
  }
  for (const place of root.querySelectorAll("[data-say-label]")) {
    place.setAttribute("aria-label", say(place.dataset.sayLabel));
  }
}

export function fillPage() {
  const other = LANGUAGE === "es" ? "en" : "es";
  document.documentElement.lang = LANGUAGE;
  document.title = say("page_title");
  fill(document);
  const link = document.getElementById("language");
  link.href = `?lang=${other}`;
  link.lang = other;
  link.hreflang = other;
}

export function clock(seconds) {
  return CLOCK.format(new Date(seconds * 1000));
}

export function phoneNumber(e164) {
  const parts = /^\+1(\d{3})(\d{3})(\d{4})$/.exec(e164 ?? "");
  return parts ? `(${parts[1]}) ${parts[2]}-${parts[3]}` : (e164 ?? "");
}

const SPANISH = /[¿¡ñáíóú]|\b(su|sus|caso|recibo|para|puede|usted|el|los|las|del)\b/gi;
const ENGLISH = /\b(the|your|you|was|is|case|receipt|for|and|can|of|we|to)\b/gi;

// "en", "es", or "" where too little tells them apart: a wrong voice reads worse than the page's own.
export function guessLanguage(text) {
  const spanish = (text.match(SPANISH) ?? []).length;
  const english = (text.match(ENGLISH) ?? []).length;
  if (Math.max(spanish, english) < 3 || spanish === english) return "";
  return spanish > english ? "es" : "en";
}
