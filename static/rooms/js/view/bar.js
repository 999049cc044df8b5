import { backdrop, darker, isColor } from '../util/color.js';
import { byId, make } from '../util/dom.js';
import { t } from '../util/i18n.js';

/** @typedef {import('../room/state.js').RoomStore} RoomStore */

const WORTH_ASKING_MS = 3000;

/**
 * Room, state of the connection, colours of the room.
 * @param {RoomStore} store
 * @param {import('../util/store.js').Store<import('../types.js').Settings>} settings
 * @param {import('../net/clock.js').ServerClock} clock
 * @param {() => void} retry
 */
export function createBar(store, settings, clock, retry) {
  const button = byId('room-button', HTMLButtonElement);
  const name = /** @type {HTMLElement} */ (button.querySelector('.room-name'));
  const count = /** @type {HTMLElement} */ (button.querySelector('.room-count'));

  store.subscribe(['room', 'joining', 'people'], ({ room, joining, people }) => {
    const moving = room && joining && joining !== room.id;
    name.textContent = moving ? t('rooms.joining', { room: joining }) : (room?.id ?? joining);
    const limit = make('span', 'room-limit');
    if (room) limit.textContent = ` / ${room.settings.limit}`;
    count.replaceChildren(room ? String(people.size) : '', ...(room ? [limit] : []));
  });
  const paint = () => paintRoom(store.get().room);
  store.subscribe(['room'], paint);
  settings.subscribe(['theme'], paint);
  showConnection(store, clock, retry);
}

/** The page takes the room's colours as far as its text stays readable. */
/** @param {import('../types.js').RoomInfo | null} room */
function paintRoom(room) {
  if (!room) return;
  const { color, color2 } = room.settings;
  const { style } = document.documentElement;
  const muted = getComputedStyle(document.documentElement).getPropertyValue('--muted').trim();
  const ink = isColor(muted) ? muted : '#ffffff';
  style.setProperty('--room', backdrop(color, ink));
  style.setProperty('--room-edge', backdrop(color2 ?? darker(color), ink));
}

/** @param {RoomStore} store @param {import('../net/clock.js').ServerClock} clock @param {() => void} retry */
function showConnection(store, clock, retry) {
  const line = byId('connection', HTMLElement);
  const text = /** @type {HTMLElement} */ (line.querySelector('.connection-text'));
  const again = byId('retry', HTMLButtonElement);
  let timer = 0;

  function words() {
    const { connection, joining } = store.get();
    if (connection.phase === 'waiting') {
      const seconds = Math.max(1, Math.ceil((connection.retryAt - Date.now()) / 1000));
      return t('connection.waiting', { seconds });
    }
    if (connection.phase !== 'online') return t(`connection.${connection.phase}`);
    if (joining) return t('connection.joining');
    const trip = clock.roundTrip;
    if (trip === null) return t('connection.online');
    return `${t('connection.online')} · ${t('connection.latency', { ms: Math.max(1, Math.round(trip)) })}`;
  }

  function render() {
    clearTimeout(timer);
    const { phase } = store.get().connection;
    line.dataset.phase = phase;
    const now = words();
    if (text.textContent !== now) text.textContent = now;
    again.hidden = !(phase === 'waiting' && store.get().connection.retryAt - Date.now() > WORTH_ASKING_MS);
    const period = { waiting: 500, online: 5000, connecting: 0, offline: 0 }[phase];
    if (period) timer = setTimeout(render, period);
  }

  again.addEventListener('click', retry);
  store.subscribe(['connection', 'joining'], render);
}
