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
 * One message as a rule; more if the notes span more than a message can say, as in a page whose timers are held back.
 * @param {readonly OwnNote[]} notes  oldest first
 * @param {(at: number) => number} toServer
 * @param {number} longest  ms that a message may span
 */
export function noteMessages(notes, toServer, longest) {
  const messages = [];
  for (let first = 0; first < notes.length;) {
    const start = notes[first].at;
    const late = notes.findIndex(({ at }, index) => index > first && Math.round(at - start) > longest);
    const end = late < 0 ? notes.length : late;
    const n = notes.slice(first, end).map((note) => entry(note, Math.max(0, Math.round(note.at - start))));
    messages.push({ m: 'n', t: Math.round(toServer(start)), n });
    first = end;
  }
  return messages;
}

/** @param {OwnNote} note @param {number} d  ms after the first note of its message */
function entry({ key, velocity }, d) {
  const n = KEYS[key].name;
  const offset = d > 0 ? { d } : {};
  return velocity === undefined ? { n, ...offset, s: 1 } : { n, ...offset, v: Math.round(velocity * 1000) / 1000 };
}
