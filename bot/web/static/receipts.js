// Receipt numbers: in capitals and groups as they are typed, and each with what it lacks.
import { $, PATIENCE, element } from "./page.js";

const TOKEN = /[a-z]{3}[ \t-]*\d[\d \t-]*|[^\s,;]+/gi;
const LAST = /([a-z]{3})[ -]*(\d[\d -]*)$/i;

function grouped(letters, digits) {
  return `${letters.toUpperCase()} ${digits.replace(/[ -]/g, "").replace(/^(..)(...)?/, "$1 $2 ").trim()}`;
}

// Only at the end of the field, and only when a sign was added: nothing fights the caret or the Delete key.
function regroup(box, event) {
  const atEnd = box.selectionStart === box.value.length && box.selectionEnd === box.value.length;
  if (event.inputType !== "insertText" || event.isComposing || !/^[a-z\d]$/i.test(event.data ?? "") || !atEnd) return;
  const last = LAST.exec(box.value);
  if (last) box.setRangeText(grouped(last[1], last[2]), last.index, box.value.length, "end");
}

function judged(typed) {
  const bare = typed.replace(/[ \t-]/g, "").toUpperCase();
  const shape = /^([A-Z]{3})(\d+)$/.exec(bare);
  if (!shape) return [/^[A-Z]{3}\*\d{9}$/.test(bare) ? "fine" : "wrong", typed];
  const count = shape[2].length;
  return [count < 10 ? "short" : count > 10 ? "long" : "fine", grouped(shape[1], shape[2])];
}

let counting = 0;

function notes(box) {
  const [list, count] = [$("notes"), $("count")];
  const seen = [...new Map((box.value.match(TOKEN) || []).map((each) => judged(each).reverse())).entries()];
  const most = Number(count.dataset.most);
  const faulty = seen.filter(([, fault]) => fault !== "fine");
  // What has to be mended stands first where there are many.
  const ordered = seen.length > 10 ? [...faulty, ...seen.filter(([, fault]) => fault === "fine")] : seen;
  list.replaceChildren(
    ...ordered.slice(0, 2 * most).map(([shown, fault]) =>
      element("li", fault === "fine" ? "" : "wrong", `${shown}: ${list.dataset[fault]}`),
    ),
  );
  list.hidden = !seen.length;
  // Said aloud, so not at each key.
  clearTimeout(counting);
  counting = setTimeout(() => {
    const told = count.dataset.count.replace("#1", seen.length - faulty.length).replace("#2", faulty.length);
    count.textContent = !seen.length ? "" : seen.length > most ? `${told} ${count.dataset.many}` : told;
  }, PATIENCE);
}

// A file, or a table that was pasted: our own server reads it, as it does without this script.
export async function readIn(file, otherwise) {
  const [form, box] = [$("form"), $("text")];
  const told = new FormData();
  told.set("lang", form.getAttribute("lang"));
  told.set("file", file, file.name);
  let note = form.dataset.lost;
  try {
    const response = file.size > 900_000 ? null : await fetch("/receipts", { method: "POST", body: told });
    if (response?.headers.get("Content-Type") === "application/json") {
      const read = await response.json();
      note = read.note;
      if (read.found.length) add(box, read.found);
      else otherwise?.();
    } else {
      note = response && response.status !== 413 ? form.dataset.trouble : form.dataset.large;
    }
  } catch {
    otherwise?.();
  }
  $("note").textContent = note;
  if ($("file")) $("file").value = "";
}

function add(box, found) {
  const between = box.tagName === "TEXTAREA" ? "\n" : " ";
  const shown = found.map((each) => (/^[A-Z]{3}\d{10}$/.test(each) ? grouped(each.slice(0, 3), each.slice(3)) : each));
  box.value = [box.value.trim(), ...shown].filter(Boolean).join(between);
  box.dispatchEvent(new Event("input"));
  box.focus();
}

function pasted(box, event) {
  const text = event.clipboardData.getData("text/plain");
  const file = event.clipboardData.files[0];
  const table = text.length > 1500 || (/[\n\t,;]/.test(text) && (text.match(TOKEN) || []).some((each) => judged(each)[0] === "wrong"));
  if (!file && !table) return;
  event.preventDefault();
  const asTyped = () => {
    box.setRangeText(text, box.selectionStart, box.selectionEnd, "end");
    box.dispatchEvent(new Event("input"));
  };
  readIn(text ? new File([text], "pasted.csv") : file, text ? asTyped : undefined);
}

export function receipts(box) {
  $("drop").hidden = false;
  box.addEventListener("input", (event) => {
    regroup(box, event);
    notes(box);
  });
  box.addEventListener("paste", (event) => pasted(box, event));
  $("file").addEventListener("change", ({ target }) => target.files[0] && readIn(target.files[0]));
  if (box.value) notes(box);
}
