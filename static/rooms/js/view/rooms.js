import { isOwnerless } from '../room/address.js';
import { darker } from '../util/color.js';
import { byId, icon, make } from '../util/dom.js';
import { t } from '../util/i18n.js';
import { createSheet } from './sheet.js';

/** @typedef {import('../types.js').RoomInfo} RoomInfo */

/**
 * The list of rooms, live while it is open, and the form for a new one.
 * @param {import('../room/state.js').RoomStore} store
 * @param {import('../room/intents.js').Intents} intents
 */
export function createRooms(store, intents) {
  const sheet = createSheet('rooms-dialog', () => intents.listRooms(false));
  const list = byId('room-items', HTMLElement);
  const search = byId('room-search', HTMLInputElement);
  const form = byId('room-create', HTMLFormElement);
  const name = byId('room-create-name', HTMLInputElement);
  const listed = byId('room-create-visible', HTMLInputElement);

  /** @param {string} id @param {object} [set] */
  function go(id, set) {
    intents.join(id, set);
    sheet.close();
  }

  function render() {
    if (!sheet.dialog.open) return;
    const { rooms, room } = store.get();
    const found = matching([...rooms.values()], search.value);
    const items = found.map((info) => roomItem(info, info.id === room?.id, () => go(info.id)));
    replaceItems(list, items);
    byId('rooms-empty', HTMLElement).hidden = items.length > 0;
  }

  byId('room-button', HTMLButtonElement).addEventListener('click', () => {
    search.value = '';
    intents.listRooms(true);
    sheet.open();
    render();
  });
  search.addEventListener('input', render);
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    if (name.value.trim() === '') return;
    go(name.value, { visible: listed.checked });
    name.value = '';
  });
  store.subscribe(['rooms', 'room'], render);
  store.subscribe(['connection'], () => sheet.dialog.open && intents.listRooms(true));
}

/** The fullest first. @param {RoomInfo[]} rooms @param {string} search */
function matching(rooms, search) {
  const wanted = search.trim().toLowerCase();
  return rooms
    .filter(({ id }) => id.toLowerCase().includes(wanted))
    .sort((a, b) => b.count - a.count || a.id.localeCompare(b.id));
}

/** The list is live: whoever walks it by Tab must not be thrown out at each change. */
/** @param {HTMLElement} list @param {HTMLElement[]} items */
function replaceItems(list, items) {
  const focused = /** @type {HTMLElement | null} */ (document.activeElement)?.dataset.room;
  list.replaceChildren(...items);
  if (focused === undefined) return;
  const again = items.find((item) => item.dataset.room === focused);
  /** @type {HTMLElement | null | undefined} */ (again?.firstElementChild)?.focus();
}

/** @param {RoomInfo} info @param {boolean} here @param {() => void} join */
function roomItem(info, here, join) {
  const { id, settings } = info;
  const button = make('button', 'room-item');
  button.type = 'button';
  button.dataset.room = id;
  button.dataset.testid = 'room-item';
  button.classList.toggle('banned', info.banned);
  button.classList.toggle('unlisted', !settings.visible);
  if (here) button.setAttribute('aria-current', 'true');
  button.addEventListener('click', join);

  const swatch = make('span', 'room-swatch');
  swatch.style.setProperty('--a', settings.color);
  swatch.style.setProperty('--b', settings.color2 ?? darker(settings.color));
  const label = make('span', 'room-item-name', id);
  const marks = roomMarks(info);
  const notes = [...(here ? [t('rooms.here')] : []), ...marks.map(({ text }) => text)];
  if (notes.length) label.append(make('span', 'room-item-note', notes.join(' · ')));
  const flags = make('span', 'room-flags');
  flags.append(...marks.map(({ sign }) => icon(sign)));
  button.append(swatch, label, flags, places(info));

  const item = make('li');
  item.dataset.room = id;
  item.append(button);
  return item;
}

/** What to know before going in. @param {RoomInfo} info @returns {{sign: string, text: string}[]} */
function roomMarks(info) {
  const { banned, settings } = info;
  const marks = [];
  if (banned) marks.push({ sign: 'ban', text: t('rooms.banned') });
  if (isFull(info)) marks.push({ sign: 'full', text: t('rooms.full') });
  if (settings.crownsolo) marks.push({ sign: 'lock', text: t('rooms.solo') });
  if (settings.minOnlineTime) {
    const minutes = Math.ceil(settings.minOnlineTime / 60_000);
    marks.push({ sign: 'clock', text: t('rooms.minOnline', { minutes }) });
  }
  if (!settings.visible) marks.push({ sign: 'hidden', text: t('rooms.hidden') });
  return marks;
}

/** A full lobby leads on to the next one, and test rooms have room for all. @param {RoomInfo} info */
function isFull({ id, count, settings }) {
  return count >= settings.limit && !isOwnerless(id);
}

/** @param {RoomInfo} info */
function places({ count, settings }) {
  const element = make('span', 'room-item-count');
  element.append(make('b', '', String(count)), ` / ${settings.limit}`);
  return element;
}
