import { FIRST_MIDI } from './keys.js';

const NOTE_ON = 0x90;
const NOTE_OFF = 0x80;
const CONTROL = 0xb0;
const ALL_NOTES_OFF = 123;

/** @typedef {{name: string, send: (data: number[], time?: number) => void}} Output */

/** What goes to one MIDI output. A key that several players hold is let go when the last of them does. */
export class MidiOut {
  #output;
  /** @type {Map<number, Set<string>>} players on each key */
  #held = new Map();

  /** @param {Output} output */
  constructor(output) {
    this.#output = output;
  }

  /** @param {import('../types.js').VisualNote} note */
  note({ owner, key, stop, velocity, at, hand }) {
    // The keyboard that was struck sounds by itself already.
    if (hand === this.#output.name) return;
    const midi = key + FIRST_MIDI;
    const time = at - performance.timeOrigin;
    const players = this.#held.get(key) ?? new Set();
    if (stop) {
      if (!players.delete(owner) || players.size > 0) return;
      this.#output.send([NOTE_OFF, midi, 0], time);
    } else {
      this.#held.set(key, players.add(owner));
      this.#output.send([NOTE_ON, midi, Math.max(1, Math.round(velocity * 127))], time);
    }
  }

  silence() {
    for (const [key, players] of this.#held) if (players.size > 0) this.#output.send([NOTE_OFF, key + FIRST_MIDI, 0]);
    this.#held.clear();
    this.#output.send([CONTROL, ALL_NOTES_OFF, 0]);
  }
}
