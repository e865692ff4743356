// Two documents, side by side, whose discourse units are picked as evidence by a click. Text is only ever set as text.
//
// data = {token, documents: [{label, lang, pieces: [{raw, unit}], twin}], twin_key}
// sent = {token, picked: {1: [unit], 2: [unit]}, view: "originals" or "both"}

function element(tag, className, text) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}

// By keyCode, as the shortcuts of the buttons are: on a Korean or Russian keyboard `key` is ㅅ or е.
function isKey(event, letter) {
  return event.keyCode === letter.toUpperCase().charCodeAt(0) && !event.ctrlKey && !event.metaKey && !event.altKey;
}

function typing() {
  const at = document.activeElement;
  return at && (at.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(at.tagName));
}

// What was picked and read of each item, by token: it is shown again when somebody comes back to the item.
const readings = new Map();

function readingOf(token) {
  if (!readings.has(token)) readings.set(token, {picked: {1: [], 2: []}, view: "originals", twin: false});
  return readings.get(token);
}

function unit(piece, number, reading, send) {
  const shown = element("span", piece.unit === null ? "" : "iso-unit", piece.raw);
  if (piece.unit === null) return shown;
  const picked = () => reading.picked[number].includes(piece.unit);
  const mark = () => {
    shown.classList.toggle("iso-picked", picked());
    shown.setAttribute("aria-pressed", picked());
  };
  const toggle = () => {
    const others = reading.picked[number].filter((one) => one !== piece.unit);
    reading.picked[number] = picked() ? others : [...others, piece.unit].sort((one, other) => one - other);
    mark();
    send();
  };
  shown.tabIndex = 0;
  shown.setAttribute("role", "button");
  shown.onclick = toggle;
  shown.onkeydown = (event) => {
    if (event.key !== " " && event.key !== "Enter") return;
    event.preventDefault();
    toggle();
  };
  mark();
  return shown;
}

function pane(given, number, reading, send) {
  const side = element("section", "iso-side");
  side.appendChild(element("h4", "iso-label", given.label));
  const text = element("div", "iso-text iso-document");
  const twin = reading.twin && given.twin;
  text.lang = twin ? "en" : given.lang;
  text.dir = "auto";
  if (twin) text.textContent = given.twin;
  else given.pieces.forEach((piece) => text.appendChild(unit(piece, number, reading, send)));
  side.appendChild(text);
  return side;
}

function draw(root, data, send) {
  const reading = readingOf(data.token);
  const body = element("div", "iso-viewer iso-premise");
  body.dataset.token = data.token;
  const panes = element("div", "iso-panes");
  data.documents.forEach((given, at) => panes.appendChild(pane(given, at + 1, reading, send)));
  body.appendChild(panes);
  root.replaceChildren(body);
}

export default function (component) {
  const { data, parentElement, setStateValue } = component;
  const root = parentElement.querySelector(".iso-root");
  const reading = readingOf(data.token);
  const send = () => setStateValue("reading", {token: data.token, picked: {...reading.picked}, view: reading.view});
  // The page runs again at every pick: drawn anew, a long document would jump back to its beginning.
  if (root.querySelector(".iso-premise")?.dataset.token !== data.token) {
    draw(root, data, send);
    if (reading.view === "both" || Object.values(reading.picked).some((units) => units.length)) send();
  }
  const turn = (event) => {
    if (!isKey(event, data.twin_key) || typing()) return;
    if (!data.documents.some((given) => given.twin)) return;
    reading.twin = !reading.twin;
    draw(root, data, send);
    if (reading.view === "both") return;
    reading.view = "both";
    send();
  };
  document.addEventListener("keydown", turn);
  return () => document.removeEventListener("keydown", turn);
}
