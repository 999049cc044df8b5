import { arrangeRooms, ROOM_SORTS, secretRoom } from '../room/roomList.js';
import { byId } from '../util/dom.js';
import { t } from '../util/i18n.js';
import { paintSwatch, roomItem } from './roomItem.js';
import { createSheet } from './sheet.js';

/** @typedef {import('../types.js').RoomInfo} RoomInfo */
/** @typedef {import('../room/state.js').RoomStore} RoomStore */
/** @typedef {import('../room/intents.js').Intents} Intents */
/**
 * @typedef {object} RoomsOptions
 * @property {RoomStore} store
 * @property {Intents} intents
 * @property {import('../util/store.js').Store<import('../types.js').Settings>} settings
 * @property {import('./notices.js').Tell} tell
 * @property {() => void} share
 * @property {() => void} members
 */

/** The list of rooms, live while it is open, and the ways to others. @param {RoomsOptions} options */
export function createRooms({ store, intents, settings, tell, share, members }) {
  const sheet = createSheet('rooms-dialog', () => intents.listRooms(false));
  const list = byId('room-items', HTMLElement);
  const search = byId('room-search', HTMLInputElement);
  const sort = byId('room-sort', HTMLSelectElement);

  /** @param {string} id @param {object} [set] */
  function go(id, set) {
    intents.join(id, set);
    sheet.close();
  }

  function render() {
    if (!sheet.dialog.open) return;
    const { rooms, room } = store.get();
    const found = arrangeRooms(rooms.values(), search.value, settings.get().roomSort);
    showHere(room);
    replaceItems(list, found.map((info) => roomItem(info, info.id === room?.id, () => go(info.id))));
    byId('rooms-empty', HTMLElement).hidden = found.length > 0;
  }

  byId('room-button', HTMLButtonElement).addEventListener('click', () => {
    search.value = '';
    sort.value = settings.get().roomSort;
    intents.listRooms(true);
    sheet.open();
    render();
  });
  search.addEventListener('input', render);
  sort.addEventListener('change', () => settings.update({ roomSort: ROOM_SORTS.find((name) => name === sort.value) }));
  settings.subscribe(['roomSort'], render);
  bindHere(sheet.close, share, members);
  bindCreate(go);
  bindAlone(store, go, () => tell(t('rooms.aloneTold'), { id: 'alone', action: { label: t('share.button'), act: share } }));
  store.subscribe(['rooms', 'room'], render);
  store.subscribe(['connection'], () => sheet.dialog.open && intents.listRooms(true));
}

/** @param {() => void} close @param {() => void} share @param {() => void} members */
function bindHere(close, share, members) {
  for (const [id, act] of /** @type {const} */ ([['room-now-share', share], ['room-now-people', members]])) {
    byId(id, HTMLButtonElement).addEventListener('click', () => {
      close();
      act();
    });
  }
}

/** @param {(id: string, set: object) => void} go */
function bindCreate(go) {
  const name = byId('room-create-name', HTMLInputElement);
  byId('room-create', HTMLFormElement).addEventListener('submit', (event) => {
    event.preventDefault();
    if (name.value.trim() === '') return;
    go(name.value, { visible: byId('room-create-visible', HTMLInputElement).checked });
    name.value = '';
  });
}

/**
 * A room that nobody finds; once one is there, one is told how others might.
 * @param {RoomStore} store
 * @param {(id: string, set: object) => void} go
 * @param {() => void} arrived
 */
function bindAlone(store, go, arrived) {
  let wanted = '';
  byId('room-alone', HTMLButtonElement).addEventListener('click', () => {
    wanted = secretRoom();
    go(wanted, { visible: false });
  });
  store.subscribe(['room'], ({ room }) => {
    if (room && room.id === wanted) arrived();
    wanted = '';
  });
}

/** @param {RoomInfo | null} room */
function showHere(room) {
  byId('room-now-name', HTMLElement).textContent = room?.id ?? '';
  if (room) paintSwatch(byId('room-now-swatch', HTMLElement), room.settings);
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
