import { createStore } from '../util/store.js';
import { load, save } from '../util/storage.js';

/** @typedef {import('../types.js').Settings} Settings */

const KEY = 'piano-settings';

/** @type {Settings} */
const DEFAULTS = {
  volume: 0.8,
  timing: 'balanced',
  theme: 'dark',
  keyLetters: true,
  ribbons: true,
  cursors: true,
  chatOpen: true,
  octave: 0,
  whiteKeys: 0,
};

/** @type {Partial<Record<keyof Settings, readonly unknown[]>>} */
const CHOICES = { timing: ['together', 'balanced', 'concert'], theme: ['dark', 'light', 'system'] };

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
    const choices = CHOICES[/** @type {keyof Settings} */ (key)];
    const fits = typeof value === typeof fallback && (!choices || choices.includes(value));
    return [key, fits && !Number.isNaN(value) ? value : fallback];
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
