import { FIRST_MIDI, KEY_COUNT } from './keys.js';

// Two interleaved rows by physical place, each rising by semitones; the upper one starts an octave higher.
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
export const MIN_OCTAVE = -2;
export const MAX_OCTAVE = 3;

/** @type {Map<string, number>} */
const midiByCode = new Map([
  ...LOWER.map((code, i) => /** @type {[string, number]} */ ([code, LOWER_MIDI + i])),
  ...UPPER.map((code, i) => /** @type {[string, number]} */ ([code, UPPER_MIDI + i])),
]);

/**
 * @param {string} code  KeyboardEvent.code
 * @param {number} octave  shift
 * @returns {number} key index, −1 if the physical key plays nothing
 */
export function keyForCode(code, octave) {
  const midi = midiByCode.get(code);
  if (midi === undefined) return -1;
  const index = midi + octave * 12 - FIRST_MIDI;
  return index >= 0 && index < KEY_COUNT ? index : -1;
}

/** What is printed on a key of a US keyboard; browsers that know the real layout correct it. @param {string} code */
export function codeLabel(code) {
  /** @type {Record<string, string>} */
  const signs = {
    Comma: ',', Period: '.', Slash: '/', Quote: "'", Minus: '-', Equal: '=', BracketLeft: '[', BracketRight: ']',
  };
  return signs[code] ?? code.replace(/^(Key|Digit)/, '');
}

/**
 * The letter to show on each piano key; where both rows meet, the upper one wins.
 * @param {number} octave
 * @param {(code: string) => string} label
 * @returns {Map<number, string>}
 */
export function lettersByKey(octave, label = codeLabel) {
  /** @type {Map<number, string>} */
  const letters = new Map();
  for (const code of [...LOWER, ...UPPER]) {
    const index = keyForCode(code, octave);
    if (index >= 0) letters.set(index, label(code));
  }
  return letters;
}
