import { FIRST_MIDI } from '../play/keys.js';

// Recorded are A, C, D♯ and F♯ of every octave: no key is more than one semitone away from one of them.
const STEPS = /** @type {const} */ ([['C', 0], ['Ds', 3], ['Fs', 6], ['A', 9]]);
const FIRST_SAMPLE = 21;
const LAST_SAMPLE = 108;
const PARALLEL = 4;
const SILENCE = 0.003;

/** @typedef {{name: string, midi: number}} Sample */

/** @returns {Sample[]} */
export function sampleList() {
  const list = [];
  for (let octave = 0; octave <= 8; octave++) {
    for (const [step, offset] of STEPS) {
      const midi = 12 * (octave + 1) + offset;
      if (midi >= FIRST_SAMPLE && midi <= LAST_SAMPLE) list.push({ name: step + octave, midi });
    }
  }
  return list;
}

/** The middle of the piano first: there the first notes will be. */
/** @param {Sample[]} samples */
export function loadOrder(samples) {
  const distance = (/** @type {Sample} */ sample) => Math.abs(sample.midi - 66);
  return [...samples].sort((a, b) => distance(a) - distance(b));
}

/** Seconds before the sound begins: encoders pad, and not every browser takes the padding away again. */
/** @param {Float32Array} data @param {number} rate */
export function onset(data, rate) {
  const end = Math.min(data.length, rate / 4);
  let first = 0;
  while (first < end && Math.abs(data[first]) < SILENCE) first++;
  return first < end ? first / rate : 0;
}

/** The decoded recordings, filled while one already plays. */
export class SampleBank {
  /** @type {Map<number, {buffer: AudioBuffer, onset: number}>} */
  #loaded = new Map();
  #samples = sampleList();

  get loaded() {
    return this.#loaded.size;
  }

  get total() {
    return this.#samples.length;
  }

  /**
   * @param {string} base  address of the folder
   * @param {BaseAudioContext} decoder
   */
  async load(base, decoder) {
    const queue = loadOrder(this.#samples);
    const worker = async () => {
      for (let next = queue.shift(); next; next = queue.shift()) {
        // A recording that does not arrive is replaced by its neighbours.
        await this.#fetch(base, next, decoder).catch(() => undefined);
      }
    };
    await Promise.all(Array.from({ length: PARALLEL }, worker));
  }

  /**
   * The nearest recording that is there, within a fourth; further off it would not sound like a piano.
   * @param {number} key
   */
  find(key) {
    const midi = key + FIRST_MIDI;
    for (const step of [0, 1, -1, 2, -2, 3, -3, 4, -4, 5, -5]) {
      const found = this.#loaded.get(midi + step);
      if (found) return { ...found, rate: 2 ** (-step / 12) };
    }
    return null;
  }

  /** @param {string} base @param {Sample} sample @param {BaseAudioContext} decoder */
  async #fetch(base, { name, midi }, decoder) {
    const response = await fetch(`${base}${name}.mp3`);
    if (!response.ok) return;
    const buffer = await decoder.decodeAudioData(await response.arrayBuffer());
    this.#loaded.set(midi, { buffer, onset: onset(buffer.getChannelData(0), buffer.sampleRate) });
  }
}
