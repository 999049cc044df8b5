// How long to hold a sender's notes back so that nearly all of them arrive in time: jitter turned into a steady delay.

const WINDOW_MS = 30_000;
const SHRINK_MS_PER_S = 10;
// Sorting a window for every batch of every player would be most of a busy room's work.
const REVIEW_MS = 500;
const MAX_DELAY = 1000;
const FAR_AHEAD_MS = 10_000;

/**
 * The delay is the lateness that so many notes stay below, and a margin, within limits; ms. Notes that are later than
 * `max` are not waited for. `yields`: one late note makes it longer at once; otherwise only many do.
 * @typedef {{percentile: number, margin: number, min: number, max: number, yields: boolean}} Policy
 */

/** @type {Record<'together' | 'balanced' | 'concert', Policy>} */
export const POLICIES = {
  together: { percentile: 0.9, margin: 5, min: 25, max: 400, yields: false },
  balanced: { percentile: 0.98, margin: 20, min: 60, max: MAX_DELAY, yields: true },
  concert: { percentile: 1, margin: 0, min: MAX_DELAY, max: MAX_DELAY, yields: true },
};

export class Playout {
  /** @type {{at: number, late: number}[]} */
  #window = [];
  /** @type {Policy | null} */
  #policy = null;
  #delay = 0;
  #late = 0;
  #reviewedAt = -Infinity;
  #end = -Infinity;

  /** ms; 0 until a batch came that can be waited for. */
  get delay() {
    return this.#delay;
  }

  /** By how much the last batch was later than the delay makes good, in ms. */
  get late() {
    return this.#late;
  }

  /**
   * Takes note of a batch and says when its first note is due.
   * @param {number} sentAt   the batch's `t`, in server time
   * @param {number} arrival  server time now
   * @param {Policy} policy
   * @param {number} [span]  ms from its first note to its last
   * @returns {number | null} server time; null = too far ahead to be true
   */
  due(sentAt, arrival, policy, span = 0) {
    if (sentAt - arrival > FAR_AHEAD_MS) return null;
    this.#learn(arrival - sentAt, arrival, policy);
    // After a hitch of the line several batches come at once: none may overtake the one before, or a key that is let
    // go before it was struck would stay down. Who names absurd times gains no more than the longest delay by it.
    const turn = Math.min(this.#end, arrival + MAX_DELAY);
    const due = Math.max(arrival, sentAt + this.#delay, turn);
    this.#end = due + span;
    this.#late = due - (sentAt + this.#delay);
    return due;
  }

  /** @param {number} late @param {number} now @param {Policy} policy */
  #learn(late, now, policy) {
    const changed = policy !== this.#policy && this.#policy !== null;
    this.#policy = policy;
    // No delay would have saved it (or the sender's clock is wrong): then the others need not wait for its like.
    if (late > policy.max) return;
    this.#window.push({ at: now, late });
    if (changed) {
      this.#delay = this.#goal(now, policy);
    } else if (this.#delay < policy.min || (policy.yields && late > this.#delay)) {
      // Growing at once costs one late note; shrinking slowly keeps the rhythm.
      this.#delay = within(policy, late + policy.margin);
    } else if (now - this.#reviewedAt >= REVIEW_MS) {
      const least = this.#delay - (SHRINK_MS_PER_S * (now - this.#reviewedAt)) / 1000;
      this.#delay = Math.max(this.#goal(now, policy), least);
    } else {
      return;
    }
    this.#reviewedAt = now;
  }

  /** @param {number} now @param {Policy} policy */
  #goal(now, policy) {
    this.#window = this.#window.filter((sample) => now - sample.at <= WINDOW_MS);
    const sorted = Float64Array.from(this.#window, (sample) => sample.late).sort();
    return within(policy, sorted[Math.ceil(sorted.length * policy.percentile) - 1] + policy.margin);
  }
}

/** @param {Policy} policy @param {number} delay */
const within = ({ min, max }, delay) => Math.min(max, Math.max(min, delay));
