const KEPT_SAMPLES = 8;
const SLEW_MS_PER_S = 5;

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

  get synced() {
    return this.#samples.length > 0;
  }

  /** Least round trip of the kept samples, in ms. */
  get roundTrip() {
    return this.synced ? Math.min(...this.#samples.map((s) => s.trip)) : null;
  }

  /** A rough start from `hi`, whose way here is unknown. @param {number} serverTime @param {number} now */
  rough(serverTime, now) {
    if (this.synced) return;
    this.#offset = this.#target = serverTime - now;
    this.#changedAt = now;
  }

  /** @param {number} sentAt @param {number} serverTime @param {number} now */
  sample(sentAt, serverTime, now) {
    if (!(now >= sentAt)) return;
    const first = !this.synced;
    const offset = this.#at(now);
    this.#samples.push({ offset: serverTime - (sentAt + now) / 2, trip: now - sentAt });
    if (this.#samples.length > KEPT_SAMPLES) this.#samples.shift();
    this.#target = this.#samples.reduce((best, s) => (s.trip < best.trip ? s : best)).offset;
    this.#offset = first ? this.#target : offset;
    this.#changedAt = now;
  }

  /** After sleep nothing that was measured before can be trusted. */
  reset() {
    this.#samples = [];
  }

  /** @param {number} now @returns {number} server time */
  toServer(now) {
    return now + this.#at(now);
  }

  /** @param {number} serverTime @param {number} now @returns {number} monotonic local time */
  toLocal(serverTime, now) {
    return serverTime - this.#at(now);
  }

  /** @param {number} now */
  #at(now) {
    const missing = this.#target - this.#offset;
    const most = (SLEW_MS_PER_S * Math.max(0, now - this.#changedAt)) / 1000;
    return this.#offset + Math.sign(missing) * Math.min(Math.abs(missing), most);
  }
}
