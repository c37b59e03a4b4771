// The few things every part of the page does with the document.

// Makes an element: properties are set as they are, `class`, `data-…` and `aria-…` as attributes.
export function make(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name === "class" || name === "role" || name.includes("-")) element.setAttribute(name, value);
    else element[name] = value;
  }
  element.append(...children);
  return element;
}

export function byId(id) {
  return document.getElementById(id);
}

// Has a screen reader say it once; the same words again are said again.
export function announce(words) {
  byId("announcer").replaceChildren(make("p", { textContent: words }));
}
