const KEPT_SAMPLES = 8;
const SLEW_MS_PER_S = 5;
// `hi` was under way for some time, which nobody knows: a good estimate is not given up for one this near to it.
const ROUGHLY_MS = 1000;

/**
 * Estimates what the server's clock shows. All times are ms; `now` is monotonic local time.
 * The estimate glides towards the best sample, because a jump would be heard as a stumble in the music.
 */
export class ServerClock {
  /** @type {{offset: number, trip: number}[]} */
  #samples = [];
  #offset = 0;
  #target = 0;
  #changedAt = 0;
  /** Whether the offset is good enough to glide on from; if not, the next sample is believed at once. */
  #trusted = false;

  get synced() {
    return this.#samples.length > 0;
  }

  /** Least round trip of the kept samples, in ms. */
  get roundTrip() {
    return this.synced ? Math.min(...this.#samples.map((s) => s.trip)) : null;
  }

  /**
   * Another connection, perhaps to another machine: what was measured before is gone. Until the first sample the time
   * of `hi` has to do, unless the old estimate agrees with it.
   * @param {number} serverTime
   * @param {number} now
   */
  restart(serverTime, now) {
    const rough = serverTime - now;
    const kept = this.#trusted && Math.abs(rough - this.#at(now)) < ROUGHLY_MS;
    this.#samples = [];
    this.#trusted = kept;
    this.#settle(kept ? this.#at(now) : rough, now);
  }

  /**
   * The computer slept for so long and its monotonic clock stood still meanwhile.
   * @param {number} slept
   * @param {number} now
   */
  wake(slept, now) {
    this.#samples = [];
    this.#trusted = false;
    this.#settle(this.#at(now) + slept, now);
  }

  /** @param {number} sentAt @param {number} serverTime @param {number} now */
  sample(sentAt, serverTime, now) {
    if (!(now >= sentAt)) return;
    const offset = this.#at(now);
    this.#samples.push({ offset: serverTime - (sentAt + now) / 2, trip: now - sentAt });
    if (this.#samples.length > KEPT_SAMPLES) this.#samples.shift();
    const best = this.#samples.reduce((least, s) => (s.trip <= least.trip ? s : least)).offset;
    this.#settle(this.#trusted ? offset : best, now);
    this.#target = best;
    this.#trusted = true;
  }

  /** @param {number} now @returns {number} server time */
  toServer(now) {
    return now + this.#at(now);
  }

  /** @param {number} serverTime @param {number} now @returns {number} monotonic local time */
  toLocal(serverTime, now) {
    return serverTime - this.#at(now);
  }

  /** @param {number} offset @param {number} now */
  #settle(offset, now) {
    this.#offset = this.#target = offset;
    this.#changedAt = now;
  }

  /** @param {number} now */
  #at(now) {
    const missing = this.#target - this.#offset;
    const most = (SLEW_MS_PER_S * Math.max(0, now - this.#changedAt)) / 1000;
    return this.#offset + Math.sign(missing) * Math.min(Math.abs(missing), most);
  }
}
