import { now } from '../util/now.js';
import { Dampers } from './dampers.js';
import { NoteOut } from './noteOut.js';

const HAND = 'hand';

/** The visitor's own hands and foot. What they press sounds at once; what they let go ends when the pedal lets it. */
export class Performer {
  #parts;
  #dampers = new Dampers();
  /** @type {Map<number, Set<string>>} fingers, codes or MIDI keys on each key */
  #fingers = new Map();
  /** @type {Map<number, Set<string>>} by which hands each sounding key was struck */
  #hands = new Map();
  /** @type {Map<string, number>} how far down each foot is */
  #feet = new Map();
  /** @type {Set<(level: number) => void>} */
  #pedalListeners = new Set();
  #timer = 0;
  /** For what plays without fingers: files. */
  notes;

  /** @param {import('./noteOut.js').Parts} parts */
  constructor(parts) {
    this.#parts = parts;
    this.notes = new NoteOut(parts);
  }

  /** 0 = up, 1 = down */
  get pedal() {
    return this.#dampers.level;
  }

  /**
   * @param {number} key
   * @param {number} velocity 0–1
   * @param {string} [finger]
   * @param {string} [hand]  where it is from, for MIDI outputs
   * @returns {boolean} whether it sounded
   */
  press(key, velocity, finger = HAND, hand = HAND) {
    const { engine, signals } = this.#parts;
    engine.unlock();
    const reason = this.notes.start(key, velocity, hand);
    if (reason === 'none') return false;
    if (reason) {
      signals.emit('blocked', { reason });
      return false;
    }
    this.#dampers.strike(key);
    this.#fingers.set(key, (this.#fingers.get(key) ?? new Set()).add(finger));
    this.#hands.set(key, (this.#hands.get(key) ?? new Set()).add(hand));
    return true;
  }

  /** @param {number} key @param {string} [finger] */
  release(key, finger = HAND) {
    const fingers = this.#fingers.get(key);
    if (!fingers?.delete(finger) || fingers.size > 0) return;
    this.#fingers.delete(key);
    this.#dampers.lift(key, now());
    this.#damp();
  }

  /**
   * @param {number | boolean} level  0–1; between is half-pedal
   * @param {string} [foot]  the one that is furthest down counts
   */
  setPedal(level, foot = HAND) {
    this.#feet.set(foot, Math.min(1, Math.max(0, Number(level))));
    const furthest = Math.max(...this.#feet.values());
    if (furthest === this.#dampers.level) return;
    this.#dampers.set({ level: furthest }, now());
    for (const listener of this.#pedalListeners) listener(furthest);
    this.#damp();
  }

  /** Takes all feet off, whoever put them there. */
  liftPedal() {
    for (const foot of [...this.#feet.keys()]) this.setPedal(0, foot);
  }

  /** Whether notes ring on without a pedal. @param {boolean} auto */
  setAutoSustain(auto) {
    this.#dampers.set({ auto }, now());
    this.#damp();
  }

  /** @param {(level: number) => void} listener */
  onPedal(listener) {
    this.#pedalListeners.add(listener);
  }

  #damp() {
    clearTimeout(this.#timer);
    const time = now();
    for (const key of this.#dampers.due(time)) {
      for (const hand of this.#hands.get(key) ?? []) this.notes.end(key, hand);
      this.#hands.delete(key);
    }
    const { next } = this.#dampers;
    if (next !== Infinity) this.#timer = setTimeout(() => this.#damp(), Math.max(1, next - time));
  }
}
