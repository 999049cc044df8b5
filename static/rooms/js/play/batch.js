import { MAX_DELAY_MS } from '../net/protocol.js';
import { KEYS } from './keys.js';

/** Long enough to catch the fingers of a chord, too short to be heard. */
export const CHORD_MS = 10;
export const PERIOD_MS = 40;

/**
 * @typedef {object} OwnNote
 * @property {number} key
 * @property {number} at        monotonic ms
 * @property {number} [velocity]  absent = stop
 */

/**
 * When the batch that starts now has to leave: soon if nothing left lately, else with the rhythm of batches.
 * @param {number} now
 * @param {number} lastFlush
 */
export function flushTime(now, lastFlush) {
  return Math.max(now + CHORD_MS, lastFlush + PERIOD_MS);
}

/**
 * @param {readonly OwnNote[]} notes  oldest first, at least one
 * @param {(at: number) => number} toServer
 */
export function noteMessage(notes, toServer) {
  const start = notes[0].at;
  const list = notes.map(({ key, at, velocity }) => {
    const d = Math.min(MAX_DELAY_MS, Math.max(0, Math.round(at - start)));
    const n = KEYS[key].name;
    const offset = d > 0 ? { d } : {};
    return velocity === undefined ? { n, ...offset, s: 1 } : { n, ...offset, v: Math.round(velocity * 1000) / 1000 };
  });
  return { m: 'n', t: Math.round(toServer(start)), n: list };
}
