import { epianoTone } from './epianoTone.js';
import { pianoTone } from './pianoTone.js';
import { synthTone } from './synthTone.js';

/** @typedef {import('./synthTone.js').Patch & Pick<import('../types.js').PlaySettings, 'instrument' | 'synthPiano'>} Patch */

/**
 * What a note is made of with the chosen instrument.
 * @param {BaseAudioContext} context
 * @param {import('./pianoTone.js').AudioNote} note
 * @param {Patch} patch
 * @param {import('./pianoTone.js').FoundSample | null} sample
 * @returns {{tone: import('./tone.js').Tone, level: number}[]}
 */
export function tonesOf(context, note, patch, sample) {
  if (patch.instrument === 'piano') return [{ tone: pianoTone(context, note, sample), level: 1 }];
  if (patch.instrument === 'epiano') return [{ tone: epianoTone(context, note), level: 1 }];
  const synth = { tone: synthTone(context, note, patch), level: 1 };
  if (patch.synthPiano === 0) return [synth];
  return [synth, { tone: pianoTone(context, note, sample), level: patch.synthPiano }];
}
