/** Keys of one player that were struck later than they were due end as much later: late notes are not cut short. */
export class Lengths {
  /** @type {Map<number, number>} ms */
  #late = new Map();

  /** @param {number} key @param {number} late  ms after it was due */
  begin(key, late) {
    this.#late.set(key, late);
  }

  /**
   * @param {number} key
   * @param {number} late  ms that its end is late as it is
   * @returns {number} ms to wait in addition
   */
  end(key, late) {
    const begun = this.#late.get(key) ?? 0;
    this.#late.delete(key);
    return Math.max(0, begun - late);
  }
}
