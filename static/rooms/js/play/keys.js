// The 88 keys: wire names, MIDI numbers and geometry. Everything is numbers; nothing here knows the page.

const STEP_NAMES = ['c', 'cs', 'd', 'ds', 'e', 'f', 'fs', 'g', 'gs', 'a', 'as', 'b'];
export const FIRST_MIDI = 21;
export const KEY_COUNT = 88;
export const WHITE_COUNT = 52;

/** Black keys are narrower than white ones and not centred on the gap, as on a real piano. */
const BLACK_WIDTH = 0.58;
/** @type {Record<string, number>} */
const BLACK_SHIFT = { cs: -0.07, ds: 0.07, fs: -0.09, gs: 0, as: 0.09 };
export const BLACK_HEIGHT = 0.63;

/**
 * @typedef {object} Key
 * @property {number} index
 * @property {string} name  on the wire, one octave below the scientific name
 * @property {number} midi
 * @property {boolean} black
 * @property {number} white  number of the white key it is, or of the one to its left
 * @property {number} left   in white-key widths
 * @property {number} width  in white-key widths
 */

/** @type {readonly Key[]} */
export const KEYS = build();

const byName = new Map(KEYS.map((key) => [key.name, key.index]));

function build() {
  /** @type {Key[]} */
  const keys = [];
  let white = -1;
  for (let index = 0; index < KEY_COUNT; index++) {
    const midi = FIRST_MIDI + index;
    const step = STEP_NAMES[midi % 12];
    const black = step.length === 2;
    if (!black) white++;
    const left = black ? white + 1 - BLACK_WIDTH / 2 + BLACK_SHIFT[step] : white;
    const name = step + (Math.floor(midi / 12) - 2);
    keys.push({ index, name, midi, black, white, left, width: black ? BLACK_WIDTH : 1 });
  }
  return keys;
}

/** @param {unknown} name @returns {number} −1 if there is no such key */
export function keyIndex(name) {
  return byName.get(/** @type {string} */ (name)) ?? -1;
}

const SIGNS = ['C', 'C♯', 'D', 'D♯', 'E', 'F', 'F♯', 'G', 'G♯', 'A', 'A♯', 'B'];
const NAMES = new Map(KEYS.map(({ index, midi }) => [index, SIGNS[midi % 12] + (midi % 12 ? '' : midi / 12 - 1)]));

/** What the notes are called, by key; every C says which octave begins. */
export const keyNames = () => NAMES;

/** The scientific names of the Cs, by key. */
export function namesOfC() {
  return new Map(KEYS.filter((key) => key.midi % 12 === 0).map((key) => [key.index, `C${key.midi / 12 - 1}`]));
}

/**
 * Which key is under a point, by arithmetic.
 * @param {number} x  in white-key widths from the left edge of the piano
 * @param {number} y  0 at the top of the keys, 1 at their front edge
 * @returns {Key | null}
 */
export function hitTest(x, y) {
  if (x < 0 || x >= WHITE_COUNT || y < 0 || y > 1) return null;
  const white = Math.floor(x);
  const base = KEYS.findIndex((key) => !key.black && key.white === white);
  if (y < BLACK_HEIGHT) {
    for (const index of [base - 1, base + 1]) {
      const key = KEYS[index];
      if (key?.black && x >= key.left && x < key.left + key.width) return key;
    }
  }
  return KEYS[base];
}

// Finer than a black key is wide, so that none is stepped over.
const GLIDE_STEP = 0.3;

/**
 * What a finger strikes on its way from one place to another: pointers are seen too seldom to see every key of a fast
 * glissando.
 * @param {{x: number, y: number}} from  as for {@link hitTest}
 * @param {{x: number, y: number}} to
 * @returns {{key: Key | null, y: number}[]}  each change of key; null where it left the piano
 */
export function glide(from, to) {
  const steps = Math.max(1, Math.ceil(Math.abs(to.x - from.x) / GLIDE_STEP));
  /** @type {{key: Key | null, y: number}[]} */
  const passed = [];
  for (let step = 1; step <= steps; step++) {
    const y = from.y + ((to.y - from.y) * step) / steps;
    const key = hitTest(from.x + ((to.x - from.x) * step) / steps, y);
    if (passed.length === 0 || key !== passed[passed.length - 1].key) passed.push({ key, y });
  }
  return passed;
}

/** Striking nearer to the front edge is louder. @param {Key} key @param {number} y */
export function velocityAt(key, y) {
  const part = key.black ? y / BLACK_HEIGHT : y;
  return Math.min(1, Math.max(0.15, 0.25 + 0.75 * part));
}

/** Pixel edge of white key number `white` when the piano is `width` wide: whole pixels, so that gaps are crisp. */
/** @param {number} white @param {number} width */
export function whiteEdge(white, width) {
  return Math.round((white * width) / WHITE_COUNT);
}
