// What the scripts of the page share.
export const PATIENCE = 800; // milliseconds before something is told that will mostly be over by then

export const $ = (id) => document.getElementById(id);

export function element(name, className, ...content) {
  const made = document.createElement(name);
  made.className = className;
  made.append(...content);
  return made;
}
