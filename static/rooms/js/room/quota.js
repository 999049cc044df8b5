/**
 * The numbers of a client that plays alone.
 * @type {Readonly<import('../types.js').QuotaNumbers>}
 */
export const OFFLINE = Object.freeze({ allowance: 8000, max: 24000, maxHistLen: 3 });
export const TICK_MS = 2000;

/** Counts notes exactly as the server does, so that an honest player never loses one on the way. */
export class NoteQuota {
  #numbers = OFFLINE;
  #points = OFFLINE.max;
  /** @type {number[]} */
  #history = Array(OFFLINE.maxHistLen).fill(OFFLINE.max);

  get points() {
    return this.#points;
  }

  get max() {
    return this.#numbers.max;
  }

  get full() {
    return this.#points >= this.#numbers.max && this.#history.every((points) => points >= this.#numbers.max);
  }

  /**
   * @param {import('../types.js').QuotaNumbers} numbers
   * @returns {boolean} whether they differ from the ones in force
   */
  configure({ allowance, max, maxHistLen }) {
    const old = this.#numbers;
    if (old.allowance === allowance && old.max === max && old.maxHistLen === maxHistLen) return false;
    this.#numbers = { allowance, max, maxHistLen };
    this.#points = max;
    this.#history = Array(maxHistLen).fill(max);
    return true;
  }

  /** To be called every {@link TICK_MS}. */
  tick() {
    const { allowance, max, maxHistLen } = this.#numbers;
    this.#history = [this.#points, ...this.#history].slice(0, maxHistLen);
    if (this.#points < max) this.#points = Math.min(max, this.#points + allowance);
  }

  /** @param {number} count @returns {boolean} whether it was affordable; if not, nothing changed */
  spend(count) {
    const exhausted = this.#history.reduce((sum, points) => sum + points, 0) <= 0;
    const cost = exhausted ? count * this.#numbers.allowance : count;
    if (this.#points < cost) return false;
    this.#points -= cost;
    return true;
  }
}
