// What the guided tour takes for a sign that a step is done, from the events that the page gets anyway.
//
// None of them rests on a sentence of the service: a receipt number, the word CREATE, the user ID that comes after it,
// and who began, the person or the line, are the same in every language and after every rewording.

const RECEIPT = /\b([a-z]{3})[\s-]*((?:\d[\s-]*){10})/i;
const CREATE = /^\s*(?:create|crear)\b\s*(\S*)/i;
const USER_ID = /^(?=.*[a-z])[a-z0-9]{4,20}$/i;
const OFFERED = /^\s*\d = ([a-z0-9]{4,20})\s*$/gim; // others, where the one that was wanted is taken
const MENTIONS = 2; // of the new user ID: when it is kept, and when all is ready

export class Signs {
  // Follows from the beginning of the feed: made anew whenever the page is.
  constructor() {
    this.asked = new Set(); // phones that have texted a receipt number
    this.making = new Map(); // by phone: a portfolio that is being made
    this.texted = 0; // seconds: when a person last did
    this.receipt = "";
  }

  // The steps that this event shows to be done; `changed` is when and of which case a status was changed, if it was.
  take(event, changed) {
    if (event.kind === "text" && event.from === "person") this.#note(event);
    if (event.kind === "text" && event.from === "line") return this.#answered(event, changed);
    const rings = event.kind === "call" && event.status === "rings";
    if (changed && (rings || event.kind === "mail") && this.#tells(event, changed)) return ["alert"];
    return [];
  }

  #note({ phone, body, at }) {
    this.texted = Math.max(this.texted, at);
    const receipt = RECEIPT.exec(body);
    if (receipt) {
      this.asked.add(phone);
      this.receipt = receipt[1].toUpperCase() + receipt[2].replace(/\D/g, "");
    }
    const create = CREATE.exec(body);
    if (create) this.making.set(phone, { names: new Set(), told: 0 });
    const making = this.making.get(phone);
    const name = (create ? create[1] : body.trim()).toLowerCase();
    if (making && making.told === 0 && !receipt && USER_ID.test(name)) making.names.add(name);
  }

  #answered(event, changed) {
    const done = [];
    if (this.asked.has(event.phone)) done.push("text");
    if (this.#isMade(event)) done.push("portfolio");
    const reply = event.request.includes("SmsStatus=received");
    if (changed && !reply && this.#tells(event, changed)) done.push("alert");
    return done;
  }

  #isMade({ phone, body }) {
    const making = this.making.get(phone);
    if (!making) return false;
    if (making.told === 0) for (const [, name] of body.matchAll(OFFERED)) making.names.add(name.toLowerCase());
    const words = body.toLowerCase().replace(/= \S+/g, "").split(/[^a-z0-9]+/);
    const named = words.find((word) => making.names.has(word));
    if (!named) return false;
    making.names = new Set([named]);
    making.told += 1;
    return making.told === MENTIONS;
  }

  // What comes of itself after the change; where somebody has texted since, only what names the case.
  #tells({ at, body }, { at: changedAt, receipt }) {
    if (at < changedAt) return false;
    return this.texted < changedAt || body.includes(receipt.slice(-4));
  }
}
