import { load, save } from '../util/storage.js';

// Whom we do not want to hear, read or see pointing: remembered, for they will be back.

/** @typedef {import('../types.js').MuteList} MuteList */

const KEY = 'piano-muted';
const LISTS = /** @type {const} */ (['muted', 'chatMuted', 'cursorHidden']);
/** The oldest are let go first. */
const MOST = 500;

/**
 * What was stored, as far as it makes sense.
 * @param {string | null} stored
 * @returns {Record<MuteList, Set<string>>}
 */
export function readMuted(stored) {
  /** @type {Record<string, unknown>} */
  let values = {};
  try {
    values = Object(JSON.parse(stored ?? '{}'));
  } catch {
    // Rubbish in the storage is as good as nothing.
  }
  const ids = (/** @type {unknown} */ list) =>
    new Set(Array.isArray(list) ? list.filter((id) => typeof id === 'string' && id !== '').slice(-MOST) : []);
  return { muted: ids(values.muted), chatMuted: ids(values.chatMuted), cursorHidden: ids(values.cursorHidden) };
}

/** @param {import('./state.js').RoomStore} store */
export function keepMuted(store) {
  store.update(readMuted(load(KEY)));
  store.subscribe([...LISTS], (state) => {
    save(KEY, JSON.stringify(Object.fromEntries(LISTS.map((list) => [list, [...state[list]].slice(-MOST)]))));
  });
}
