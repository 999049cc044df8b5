import { FIRST_MIDI, KEY_COUNT } from './keys.js';

// Layouts by physical place, so that AZERTY and QWERTZ play the same.

/** @typedef {'mpp' | 'vp'} LayoutName */
/** @typedef {{layout: LayoutName, semitones: number}} Hand  which layout, and how far it is moved */

// Two interleaved rows, each rising by semitones; the upper one starts an octave higher.
const LOWER = [
  'KeyA', 'KeyZ', 'KeyS', 'KeyX', 'KeyC', 'KeyF', 'KeyV', 'KeyG', 'KeyB', 'KeyN', 'KeyJ', 'KeyM', 'KeyK', 'Comma',
  'KeyL', 'Period', 'Slash', 'Quote',
];
const UPPER = [
  'Digit1', 'KeyQ', 'Digit2', 'KeyW', 'KeyE', 'Digit4', 'KeyR', 'Digit5', 'KeyT', 'KeyY', 'Digit7', 'KeyU', 'Digit8',
  'KeyI', 'Digit9', 'KeyO', 'KeyP', 'Minus', 'BracketLeft', 'Equal', 'BracketRight',
];
const LOWER_MIDI = 44;
const UPPER_MIDI = 56;
// Five octaves of white keys on four rows.
const WHITES = [
  'Digit1', 'Digit2', 'Digit3', 'Digit4', 'Digit5', 'Digit6', 'Digit7', 'Digit8', 'Digit9', 'Digit0',
  'KeyQ', 'KeyW', 'KeyE', 'KeyR', 'KeyT', 'KeyY', 'KeyU', 'KeyI', 'KeyO', 'KeyP',
  'KeyA', 'KeyS', 'KeyD', 'KeyF', 'KeyG', 'KeyH', 'KeyJ', 'KeyK', 'KeyL',
  'KeyZ', 'KeyX', 'KeyC', 'KeyV', 'KeyB', 'KeyN', 'KeyM',
];
const WHITES_MIDI = 36;
const MAJOR = [0, 2, 4, 5, 7, 9, 11];

/** @typedef {[code: string, midi: number]} Place */
/** @type {Record<LayoutName, {places: Map<string, number>, shift: number}>} */
const LAYOUTS = {
  mpp: {
    places: new Map([
      ...LOWER.map((code, i) => /** @type {Place} */ ([code, LOWER_MIDI + i])),
      ...UPPER.map((code, i) => /** @type {Place} */ ([code, UPPER_MIDI + i])),
    ]),
    shift: 12,
  },
  vp: {
    places: new Map(
      WHITES.map((code, i) => /** @type {Place} */ ([code, WHITES_MIDI + 12 * Math.floor(i / 7) + MAJOR[i % 7]])),
    ),
    shift: 1,
  },
};

/** @param {import('../types.js').Settings} settings @returns {Hand} */
export function handOf({ keyLayout, octave, transpose }) {
  return { layout: keyLayout, semitones: 12 * octave + transpose };
}

/**
 * @param {string} code  KeyboardEvent.code
 * @param {Hand} hand
 * @param {boolean} [shift]  an octave higher, on Virtual Piano a semitone
 * @returns {number} key index, −1 if the physical key plays nothing
 */
export function keyForCode(code, { layout, semitones }, shift = false) {
  const { places, shift: step } = LAYOUTS[layout];
  const midi = places.get(code);
  if (midi === undefined) return -1;
  const index = midi + semitones + (shift ? step : 0) - FIRST_MIDI;
  return index >= 0 && index < KEY_COUNT ? index : -1;
}

/** Whether a physical key belongs to the layout, also where it reaches beyond the piano. */
/** @param {string} code @param {Hand} hand */
export const plays = (code, { layout }) => LAYOUTS[layout].places.has(code);

/** What is printed on a key of a US keyboard; browsers that know the real layout correct it. @param {string} code */
export function codeLabel(code) {
  /** @type {Record<string, string>} */
  const signs = {
    Comma: ',', Period: '.', Slash: '/', Quote: "'", Minus: '-', Equal: '=', BracketLeft: '[', BracketRight: ']',
  };
  return signs[code] ?? code.replace(/^(Key|Digit)/, '');
}

/**
 * The letter to show on each piano key; where both rows meet, the upper one wins. On Virtual Piano keys in between are
 * reached by Shift.
 * @param {Hand} hand
 * @param {(code: string) => string} label
 * @returns {Map<number, string>}
 */
export function lettersByKey(hand, label = codeLabel) {
  /** @type {Map<number, string>} */
  const letters = new Map();
  const { places } = LAYOUTS[hand.layout];
  for (const code of places.keys()) {
    const index = keyForCode(code, hand);
    if (index >= 0) letters.set(index, label(code));
  }
  if (hand.layout !== 'vp') return letters;
  for (const code of places.keys()) {
    const index = keyForCode(code, hand, true);
    if (index >= 0 && !letters.has(index)) letters.set(index, `⇧\n${label(code)}`);
  }
  return letters;
}
