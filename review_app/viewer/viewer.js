// Shows a pair as it is: corpus text is only ever set as text, never as HTML.
//
// data = {item, sides: [{label, lang, blocks: [[segment]]}], notices: [{check, message}], changes, raw_key, image, widgets, table}
// widgets = keys of the first and the last widget that belong to the item, in which its name stands
// table = {label, head: [text], rows: [[text]]}
// segment = {raw, tex?, display?, marked, apart?}; change = {kind, text}

const ASSETS = "/viewer/katex/";
const REFUSED = "#cc0123";  // KaTeX's colour for what it does not allow, \href and the like: no text asks for this one
let katexReady = null;

function loadKatex() {
  if (katexReady) return katexReady;
  const css = document.createElement("link");
  css.rel = "stylesheet";
  css.href = ASSETS + "katex.min.css";
  document.head.appendChild(css);
  katexReady = new Promise((resolve) => {
    const script = document.createElement("script");
    script.src = ASSETS + "katex.min.js";
    script.onload = () => resolve(window.katex);
    script.onerror = () => resolve(undefined);  // then every formula is shown as written
    document.head.appendChild(script);
  });
  return katexReady;
}

function element(tag, className, text) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}

function formula(segment, katex) {
  const place = element("span", segment.display ? "iso-display" : "iso-inline");
  try {
    katex.render(segment.tex, place, {
      displayMode: segment.display, throwOnError: true, trust: false, strict: "ignore", maxSize: 20, maxExpand: 1000,
      errorColor: REFUSED,
    });
    const refused = place.querySelector(`mstyle[mathcolor="${REFUSED}"]`);
    if (refused) throw new Error(refused.textContent + " is not allowed");
  } catch (fault) {
    place.textContent = segment.raw;
    place.className = "iso-fault";
    place.title = "This formula does not render: " + fault.message;
  }
  return place;
}

function block(segments, raw, katex) {
  const paragraph = element("p", "iso-block");
  paragraph.dir = "auto";
  for (const segment of segments) {
    const rendered = !raw && segment.tex !== undefined;
    const shown = rendered ? formula(segment, katex) : element(segment.apart ? "bdi" : "span", "", segment.raw);
    if (segment.marked) shown.classList.add("iso-marked");
    paragraph.appendChild(shown);
  }
  return paragraph;
}

function side(given, raw, katex) {
  const pane = element("section", "iso-side");
  pane.appendChild(element("h4", "iso-label", given.label));
  const text = element("div", "iso-text");
  text.lang = given.lang;
  given.blocks.forEach((segments, index) => {
    const made = block(segments, raw, katex);
    if (index > 0) made.classList.add("iso-choice");
    text.appendChild(made);
  });
  pane.appendChild(text);
  return pane;
}

function changes(given) {
  const line = element("p", "iso-changes");
  line.dir = "auto";
  for (const change of given) {
    const tag = {same: "span", removed: "del", added: "ins"}[change.kind];
    line.appendChild(element(tag, "", change.text));
  }
  return line;
}

function notices(given) {
  const list = element("ul", "iso-notices");
  for (const notice of given) {
    const line = element("li");
    line.appendChild(element("b", "", notice.check));
    const message = element("span", "", " " + notice.message);
    message.dir = "auto";
    line.appendChild(message);
    list.appendChild(line);
  }
  return list;
}

// What would steer a reader stays folded away until it is asked for.
function table(given) {
  const folded = element("details", "iso-table");
  folded.appendChild(element("summary", "", given.label));
  const made = element("table");
  for (const cells of [given.head, ...given.rows]) {
    const row = element("tr");
    for (const cell of cells) row.appendChild(element(cells === given.head ? "th" : "td", "", cell));
    made.appendChild(row);
  }
  folded.appendChild(made);
  return folded;
}

function picture(image) {
  const pane = element("section", "iso-side iso-page");
  const head = element("h4", "iso-label", image.label + " ");
  const frame = element("div", "iso-frame");
  const shown = element("img");
  shown.src = image.url;
  shown.alt = image.label;
  let width = 100;
  const zoom = (step) => { width = Math.min(500, Math.max(50, width + step)); shown.style.width = width + "%"; };
  for (const [sign, step] of [["−", -25], ["+", 25]]) {
    const button = element("button", "iso-zoom", sign);
    button.type = "button";
    button.title = step > 0 ? "larger" : "smaller";
    button.onclick = () => zoom(step);
    head.appendChild(button);
  }
  zoom(0);
  frame.appendChild(shown);
  pane.append(head, frame);
  return pane;
}

// The page arrives piece by piece. An item is shown once all its buttons are there, and while what is shown and what the
// buttons are about differ, no key and no click counts: nobody decides about an item they do not see.

// A key is what its widget does and then what it is about: accept--gsm8k-en-ko-0001-0-0.
function beginning(key, item) {
  return key.slice(0, key.indexOf(item));
}

// Streamlit may leave the widgets of an item before in the page, out of sight: only what can be seen is asked.
function placesOf(prefix) {
  const all = [...document.querySelectorAll(`[class*="st-key-${prefix}"]`)];
  return all.filter((place) => place.getClientRects().length > 0);
}

function belong(widgets, item) {
  return widgets.every((key) => {
    const own = "st-key-" + key.replace(/[^a-zA-Z0-9_-]/g, "-");
    const found = placesOf(beginning(key, item));
    return found.length === 1 && found[0].classList.contains(own);
  });
}

function arrived(data, stillWanted) {
  return new Promise((resolve) => {
    let frames = 0;  // a button hears its key only after the frame in which it was drawn
    const look = () => {
      if (!stillWanted()) return;
      frames = belong(data.widgets, data.item) ? frames + 1 : 0;
      if (frames === 2) resolve(); else requestAnimationFrame(look);
    };
    look();
  });
}

// Somebody whose field is taken away, as all fields are while the connection is lost, types on until they notice: those
// keys are no shortcuts. They are done typing when they click, leave the field, confirm, or pause.
const PAUSE_MS = 2000;
let typedAt = -Infinity;

function typesOn(event) {
  const done = event.type === "click" || /^(Enter|Escape|Tab)$/.test(event.key);
  const lost = !done && !typing() && event.timeStamp - typedAt < PAUSE_MS;
  if (done) typedAt = -Infinity; else if (lost || typing()) typedAt = event.timeStamp;
  return lost && /^(.|Arrow.*)$/u.test(event.key) && !event.ctrlKey && !event.metaKey && !event.altKey;
}

function swallow(event) {
  event.stopImmediatePropagation();
  event.preventDefault();
}

function guard(event) {
  if (typesOn(event)) return swallow(event);
  const writes = typing() && !(event.key === "Enter" && (event.ctrlKey || event.metaKey));
  const aside = event.type === "click" && !event.target.closest("[data-testid=stMain]");
  if (writes || aside || ![...window.isoGuarded].some((prefix) => placesOf(prefix).length)) return;
  const shown = document.querySelector(".iso-viewer[data-widgets]");
  if (shown && belong(JSON.parse(shown.dataset.widgets), shown.dataset.item)) return;
  swallow(event);
}

// From now on, wherever a widget is in sight whose key begins so: accept-- or error-.
function guardFor(prefix) {
  if (!window.isoGuarded) {
    window.isoGuarded = new Set();
    window.addEventListener("keydown", guard, true);
    window.addEventListener("click", guard, true);
  }
  window.isoGuarded.add(prefix);
}

function draw(root, data, katex) {
  const body = element("div", "iso-viewer");
  if (data.item) body.dataset.item = data.item;
  if (data.widgets) body.dataset.widgets = JSON.stringify(data.widgets);
  body.dataset.raw = root.isoRaw ? "yes" : "no";
  const panes = element("div", "iso-panes");
  if (data.image) panes.appendChild(picture(data.image));
  (data.sides || []).forEach((given) => panes.appendChild(side(given, root.isoRaw, katex)));
  if (panes.children.length) body.appendChild(panes);
  if (data.changes && data.changes.length) body.appendChild(changes(data.changes));
  if (data.notices && data.notices.length) body.appendChild(notices(data.notices));
  if (data.table) body.appendChild(table(data.table));
  root.replaceChildren(body);
  const faults = body.querySelectorAll(".iso-fault").length;
  if (faults) {
    const said = faults === 1 ? "1 formula does not render" : faults + " formulas do not render";
    body.appendChild(element("p", "iso-faults", said + ": shown as written, in a frame"));
  }
}

// By keyCode, as the shortcuts of the buttons are: on a Korean or Russian keyboard `key` is ㅌ or ч.
function isKey(event, letter) {
  return event.keyCode === letter.toUpperCase().charCodeAt(0) && !event.ctrlKey && !event.metaKey && !event.altKey;
}

function typing() {
  const at = document.activeElement;
  return at && (at.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(at.tagName));
}

export default function (component) {
  const { data, parentElement } = component;
  const root = parentElement.querySelector(".iso-root");
  if (root.isoRaw === undefined) root.isoRaw = false;
  const turn = root.isoTurn = {};
  const current = () => root.isoTurn === turn;
  if (data.widgets) guardFor(beginning(data.widgets[0], data.item));
  loadKatex().then(async (katex) => {
    if (data.widgets) await arrived(data, current);
    if (!current()) return;
    draw(root, data, katex);
    root.isoToggle = () => { root.isoRaw = !root.isoRaw; draw(root, data, katex); };
  });
  root.isoPress = (event) => {
    if (!isKey(event, data.raw_key) || typing()) return;
    if (root.isoToggle) root.isoToggle();
  };
  if (data.raw_key && !root.isoListening) {
    root.isoListening = (event) => root.isoPress(event);
    document.addEventListener("keydown", root.isoListening);
  }
  return () => {
    if (current()) root.isoTurn = null;
    document.removeEventListener("keydown", root.isoListening);
    root.isoListening = null;
  };
}
