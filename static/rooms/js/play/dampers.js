/** From here on the pedal keeps what is let go. */
const DOWN = 0.7;
/** Up to here it does nothing. */
const UP = 0.2;
/** With the pedal just below `DOWN`, the dampers only brush the strings. */
const BRUSHED_MS = 1600;
/** Auto-sustain lets notes ring for as long as the recordings are worth hearing. */
export const RING_MS = 10_000;

/** Which keys, let go already, still ring, and for how long: the pedal may be down, up or in between. Times in ms. */
export class Dampers {
  /** @type {Map<number, number>} when each key was let go, or the pedal last held it */
  #ringing = new Map();
  #level = 0;
  #auto = false;

  get level() {
    return this.#level;
  }

  /** @param {{level?: number, auto?: boolean}} pedal @param {number} now */
  set({ level = this.#level, auto = this.#auto }, now) {
    if (this.#ring === Infinity) for (const key of this.#ringing.keys()) this.#ringing.set(key, now);
    this.#level = level;
    this.#auto = auto;
  }

  /** A finger leaves a key. @param {number} key @param {number} now */
  lift(key, now) {
    this.#ringing.set(key, now);
  }

  /** A key is struck again. @param {number} key */
  strike(key) {
    this.#ringing.delete(key);
  }

  /** Keys whose time is over; they are forgotten. @param {number} now @returns {number[]} */
  due(now) {
    const ring = this.#ring;
    const over = [...this.#ringing].filter(([, since]) => since + ring <= now).map(([key]) => key);
    for (const key of over) this.#ringing.delete(key);
    return over;
  }

  /** When something is due next, if nothing changes. */
  get next() {
    return Math.min(Infinity, ...this.#ringing.values()) + this.#ring;
  }

  get #ring() {
    if (this.#level >= DOWN) return Infinity;
    const half = this.#level > UP ? (BRUSHED_MS * (this.#level - UP)) / (DOWN - UP) : 0;
    return this.#auto ? RING_MS : half;
  }
}
