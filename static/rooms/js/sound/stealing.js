/** How many voices may sound at once, those that die away included. */
export const MAX_VOICES = 80;
/** What a voice that is still held is worth more than one that dies away. */
const HELD = 1;
/** What a voice loses in a second of sounding. */
const AGING = 0.25;

/** @typedef {{released: boolean, velocity: number, startedAt: number}} Sounding  `startedAt` in s of audio time */

/**
 * Whose end is heard least: let go before held, quiet before loud, old before new.
 * @template {Sounding} V
 * @param {Iterable<V>} voices
 * @param {number} time  audio time
 * @returns {V | null}
 */
export function leastHeard(voices, time) {
  /** @type {V | null} */
  let found = null;
  let least = Infinity;
  for (const voice of voices) {
    const age = Math.max(0, time - voice.startedAt);
    const worth = (voice.released ? 0 : HELD) + voice.velocity - age * AGING;
    if (worth < least) [found, least] = [voice, worth];
  }
  return found;
}
