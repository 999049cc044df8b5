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
function roomItem({ id, count, settings, banned }, here, join) {
  const button = make('button', 'room-item');
  button.type = 'button';
  button.dataset.room = id;
  button.dataset.testid = 'room-item';
  button.classList.toggle('banned', banned);
  if (here) button.setAttribute('aria-current', 'true');
  button.addEventListener('click', join);

  const swatch = make('span', 'room-swatch');
  swatch.style.setProperty('--a', settings.color);
  swatch.style.setProperty('--b', settings.color2 ?? darker(settings.color));
  const label = make('span', 'room-item-name', id);
  const notes = [here && 'rooms.here', banned && 'rooms.banned', settings.crownsolo && 'rooms.solo', !settings.visible && 'rooms.hidden'];
  const note = notes.filter((key) => typeof key === 'string').map((key) => t(key)).join(' · ');
  if (note) label.append(make('span', 'room-item-note', note));
  const flags = make('span', 'room-flags');
  if (settings.crownsolo || banned) flags.append(icon('lock'));
  if (!settings.visible) flags.append(icon('hidden'));
  const places = make('span', 'room-item-count');
  places.append(make('b', '', String(count)), ` / ${settings.limit}`);
  button.append(swatch, label, flags, places);

  const item = make('li');
  item.dataset.room = id;
  item.append(button);
  return item;
}
