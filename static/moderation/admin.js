// The live page of a room: shows who is there and what is said, and asks again every two seconds.
// What people wrote is put into the page as text only.

/**
 * @typedef {{seconds: number, address?: string}} SocketNow
 * @typedef {{
 *   id: string, name: string, color: string, tag: string, afk: boolean, vanished: boolean,
 *   crown: boolean, staff: boolean, sockets: SocketNow[],
 * }} Person
 * @typedef {{
 *   row: number, at: number, user: string, name: string, color: string, text: string,
 *   hidden: boolean,
 * }} Line
 * @typedef {{
 *   is_open: boolean, visible: boolean, kind: string, people: Person[], lines: Line[],
 *   may_hide: boolean,
 * }} RoomState
 */

const PAUSE_MS = 2_000;
const PEOPLE = '/admin/rooms/player/';
const LINES = '/admin/rooms/chatline/';

/**
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {string} [kind] class names
 * @param {string} [text]
 * @returns {HTMLElementTagNameMap[Tag]}
 */
function element(tag, kind = '', text = '') {
  const made = document.createElement(tag);
  if (kind) made.className = kind;
  made.textContent = text;
  return made;
}

/** @param {string} address @param {string} text */
function link(address, text) {
  const made = element('a', 'mod-link', text);
  made.href = address;
  return made;
}

/** @param {string} color */
function swatch(color) {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  svg.setAttribute('class', 'mod-swatch');
  svg.setAttribute('viewBox', '0 0 16 16');
  const circle = document.createElementNS('http://www.w3.org/2000/svg', 'circle');
  for (const name of ['cx', 'cy', 'r']) circle.setAttribute(name, '8');
  circle.setAttribute('fill', color);
  svg.append(circle);
  return svg;
}

/** @param {number} seconds */
function duration(seconds) {
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min`;
  return `${Math.floor(seconds / 3600)} h`;
}

/** @param {Person} person @param {string} chosen */
function personRow(person, chosen) {
  const row = element('label');
  const radio = element('input');
  Object.assign(radio, {type: 'radio', name: 'user_id', value: person.id});
  radio.checked = person.id === chosen;
  const name = element('span', 'mod-name');
  name.append(swatch(person.color), ' ', link(`${PEOPLE}${person.id}/change/`, person.name));
  const marks = [
    person.crown && 'crown', person.tag, person.staff && 'staff', person.afk && 'idle',
    person.vanished && 'vanished',
  ];
  for (const mark of marks) if (mark) name.append(' ', element('span', 'mod-label', mark));
  const sockets = person.sockets.map(({seconds, address}) =>
    address ? `${address} (${duration(seconds)})` : duration(seconds));
  const count = person.sockets.length;
  const facts = `${count} ${count === 1 ? 'socket' : 'sockets'}: ${sockets.join(', ')}`;
  row.append(radio, name, element('span', 'mod-help', count ? facts : ''));
  row.dataset.testid = 'person';
  return row;
}

/** @param {Line} line @param {boolean} mayHide */
function lineRow(line, mayHide) {
  const row = element('li', line.hidden ? 'mod-hidden-line' : '');
  const moment = new Date(line.at);
  const time = element('time', '', moment.toISOString().slice(11, 19));
  time.dateTime = moment.toISOString();
  const name = element('strong');
  name.append(link(`${PEOPLE}${line.user}/change/`, line.name));
  row.append(time, name, ' ', element('span', '', line.text));
  if (mayHide) {
    const button = element('button', 'mod-button mod-small', line.hidden ? 'Show' : 'Hide');
    Object.assign(button, {name: 'line', value: String(line.row)});
    button.dataset.deed = line.hidden ? 'show' : 'hide';
    row.append(button);
  }
  return row;
}

/** @param {HTMLElement} page */
function watchRoom(page) {
  const people = /** @type {HTMLElement} */ (document.getElementById('people'));
  const lines = /** @type {HTMLElement} */ (document.getElementById('lines'));
  const count = /** @type {HTMLElement} */ (document.getElementById('room-count'));
  const notes = /** @type {HTMLElement} */ (document.getElementById('room-notes'));
  const given = document.getElementById('room-state')?.textContent ?? '{}';
  const act = document.getElementById('room-act');
  let shownPeople = '';
  let shownLines = '';

  /** @param {RoomState} state */
  function show(state) {
    const number = state.people.length;
    count.textContent = number === 1 ? '1 person' : `${number || 'Nobody'}${number ? ' people' : ''}`;
    if (act) act.hidden = number === 0 && !act.querySelector('.mod-error');
    notes.textContent = state.is_open && !state.visible ? 'not listed' : '';
    // Untouched unless something is new: who is about to press a button must not lose it.
    const nowPeople = JSON.stringify(state.people.map(({sockets, ...rest}) => [rest, sockets.length]));
    if (nowPeople !== shownPeople) {
      const input = /** @type {HTMLInputElement | null} */ (people.querySelector(':checked'));
      people.replaceChildren(...state.people.map((one) => personRow(one, input?.value ?? '')));
      shownPeople = nowPeople;
    }
    const nowLines = JSON.stringify(state.lines);
    if (nowLines !== shownLines) {
      const atEnd = lines.scrollHeight - lines.scrollTop - lines.clientHeight < 40;
      lines.replaceChildren(...state.lines.map((line) => lineRow(line, state.may_hide)));
      if (atEnd || !shownLines) lines.scrollTop = lines.scrollHeight;
      shownLines = nowLines;
    }
  }

  async function ask() {
    try {
      const answer = await fetch(page.dataset.state ?? '', {headers: {Accept: 'application/json'}});
      // After a while nobody is logged in any more: then the page of the login would come.
      if (answer.ok && !answer.redirected) show(await answer.json());
      else notes.textContent = 'not up to date: load the page again';
    } catch {
      notes.textContent = 'the server does not answer';
    }
    setTimeout(ask, PAUSE_MS);
  }

  // A button has one name and value; these two stand for two of each.
  document.getElementById('people-form')?.addEventListener('click', ({target}) => {
    const what = target instanceof HTMLButtonElement && target.dataset.what;
    if (what) addHidden(target, 'what', what);
  });
  document.getElementById('lines-form')?.addEventListener('click', ({target}) => {
    const deed = target instanceof HTMLButtonElement && target.dataset.deed;
    if (deed) addHidden(target, 'deed', deed);
  });

  show(JSON.parse(given));
  setTimeout(ask, PAUSE_MS);
}

/** @param {HTMLButtonElement} button @param {string} name @param {string} value */
function addHidden(button, name, value) {
  const form = /** @type {HTMLFormElement} */ (button.form);
  form.querySelector(`input[type="hidden"][name="${name}"]`)?.remove();
  const input = element('input');
  Object.assign(input, {type: 'hidden', name, value});
  form.append(input);
}

addEventListener('DOMContentLoaded', () => {
  const page = document.getElementById('room');
  if (page) watchRoom(page);
});
