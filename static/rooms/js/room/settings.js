import { createStore } from '../util/store.js';
import { LANGUAGES } from '../util/languages.js';
import { load, save } from '../util/storage.js';
import { PLAY_CHOICES, PLAY_DEFAULTS, PLAY_RANGES } from './playSettings.js';
import { ROOM_SORTS } from './roomList.js';

/** @typedef {import('../types.js').Settings} Settings */

const KEY = 'piano-settings';

/** @type {Settings} */
const DEFAULTS = {
  ...PLAY_DEFAULTS,
  volume: 0.8,
  timing: 'balanced',
  theme: 'dark',
  ribbons: true,
  cursors: true,
  chatOpen: true,
  chatTimes: false,
  chatIds: false,
  roomSort: 'people',
  language: 'auto',
};

/** @type {Partial<Record<keyof Settings, readonly unknown[]>>} */
const CHOICES = {
  ...PLAY_CHOICES,
  timing: ['together', 'balanced', 'concert'],
  theme: ['dark', 'light', 'system'],
  roomSort: ROOM_SORTS,
  language: ['auto', ...LANGUAGES.map(({ code }) => code)],
};

/** @type {Partial<Record<keyof Settings, readonly [number, number]>>} */
const RANGES = { ...PLAY_RANGES, volume: [0, 1] };

/** @param {keyof Settings} key @param {unknown} value */
function fits(key, value) {
  if (typeof value !== typeof DEFAULTS[key]) return false;
  const [least, most] = RANGES[key] ?? [-Infinity, Infinity];
  if (typeof value === 'number' && !(value >= least && value <= most)) return false;
  return CHOICES[key]?.includes(value) ?? true;
}

/**
 * What was stored, as far as it makes sense.
 * @param {string | null} stored
 * @returns {Settings}
 */
export function readSettings(stored) {
  /** @type {Record<string, unknown>} */
  let values = {};
  try {
    values = Object(JSON.parse(stored ?? '{}'));
  } catch {
    // Rubbish in the storage is as good as nothing.
  }
  const known = Object.entries(DEFAULTS).map(([key, fallback]) => {
    const value = values[key];
    return [key, fits(/** @type {keyof Settings} */ (key), value) ? value : fallback];
  });
  return Object.fromEntries(known);
}

/** @returns {import('../util/store.js').Store<Settings>} */
export function createSettings() {
  const store = createStore(readSettings(load(KEY)));
  const keys = /** @type {(keyof Settings)[]} */ (Object.keys(DEFAULTS));
  store.subscribe(keys, (settings) => save(KEY, JSON.stringify(settings)));
  return store;
}
