import { FIRST_MIDI } from '../play/keys.js';

/** @param {number} key  Hz */
export const frequency = (key) => 440 * 2 ** ((key + FIRST_MIDI - 69) / 12);

/** @param {number} velocity 0–1 */
export const loudness = (velocity) => 0.04 + 0.96 * velocity ** 1.6;

/** Soft notes are darker, not only quieter. @param {number} key @param {number} velocity @returns {number} Hz */
export const brightness = (key, velocity) => Math.min(19_000, frequency(key) * 3 + 600 + 17_000 * velocity ** 1.4);
