// How long to hold a sender's notes back so that nearly all of them arrive in time: jitter turned into a steady delay.

const WINDOW_MS = 30_000;
const SHRINK_MS_PER_S = 10;
// Sorting a window for every batch of every player would be most of a busy room's work.
const SHRINK_PERIOD_MS = 250;
const MAX_DELAY = 1000;
const FAR_AHEAD_MS = 10_000;

/** @typedef {{percentile: number, margin: number, min: number, max: number}} Policy */

/** @type {Record<'together' | 'balanced' | 'concert', Policy>} */
export const POLICIES = {
  together: { percentile: 0.8, margin: 5, min: 25, max: 400 },
  balanced: { percentile: 0.98, margin: 20, min: 60, max: MAX_DELAY },
  concert: { percentile: 1, margin: 0, min: MAX_DELAY, max: MAX_DELAY },
};

export class Playout {
  /** @type {{at: number, late: number}[]} */
  #window = [];
  #delay = 0;
  #shrunkAt = -Infinity;

  get delay() {
    return this.#delay;
  }

  /**
   * Takes note of a batch and says when its first note is due.
   * @param {number} sentAt   the batch's `t`, in server time
   * @param {number} arrival  server time now
   * @param {Policy} policy
   * @returns {number | null} server time; null = too far ahead to be true
   */
  due(sentAt, arrival, policy) {
    if (sentAt - arrival > FAR_AHEAD_MS) return null;
    const late = arrival - sentAt;
    this.#window.push({ at: arrival, late });
    // Growing at once costs one late note; shrinking slowly keeps the rhythm.
    const needed = Math.min(policy.max, Math.max(policy.min, late + policy.margin));
    if (late > this.#delay || this.#delay < policy.min) this.#delay = needed;
    else if (arrival - this.#shrunkAt >= SHRINK_PERIOD_MS) this.#shrink(arrival, policy);
    return Math.max(arrival, sentAt + this.#delay);
  }

  /** @param {number} now @param {Policy} policy */
  #shrink(now, policy) {
    this.#window = this.#window.filter((sample) => now - sample.at <= WINDOW_MS);
    const sorted = this.#window.map((sample) => sample.late).sort((a, b) => a - b);
    const typical = sorted[Math.ceil(sorted.length * policy.percentile) - 1];
    const goal = Math.min(policy.max, Math.max(policy.min, typical + policy.margin));
    const step = (SHRINK_MS_PER_S * Math.min(1000, now - this.#shrunkAt)) / 1000;
    if (goal < this.#delay) this.#delay = Math.max(goal, this.#delay - step);
    this.#shrunkAt = now;
  }
}
