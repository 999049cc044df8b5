import { load, save } from '../util/storage.js';

const KEY = 'piano-midi';

/** Keyboards play unless switched off; nothing is sent to a device unless switched on. */
const USUAL = { input: true, output: false };

/** @param {string | null} stored @returns {Record<string, boolean>} */
function read(stored) {
  try {
    const entries = Object.entries(Object(JSON.parse(stored ?? '{}')));
    return Object.fromEntries(entries.filter(([, on]) => typeof on === 'boolean'));
  } catch {
    return {};
  }
}

/** Which MIDI devices are used, kept by device. They belong to this computer, so they are no settings to be exported. */
export function createSwitches() {
  const switches = read(load(KEY));
  const nameOf = (/** @type {'input' | 'output'} */ kind, /** @type {string} */ id) => `${kind} ${id}`;
  return {
    /** @param {'input' | 'output'} kind @param {string} id */
    get: (kind, id) => switches[nameOf(kind, id)] ?? USUAL[kind],
    /** @param {'input' | 'output'} kind @param {string} id @param {boolean} on */
    set(kind, id, on) {
      switches[nameOf(kind, id)] = on;
      save(KEY, JSON.stringify(switches));
    },
  };
}

/** @typedef {ReturnType<typeof createSwitches>} Switches */
