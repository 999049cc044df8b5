import { silencedBy } from '../room/state.js';
import { now } from '../util/now.js';
import { KEY_COUNT } from './keys.js';
import { createOutbox } from './outbox.js';

const SELF = 'self';
const LONE_COLOR = '#4fd1c5';

/**
 * @typedef {object} Parts
 * @property {import('../sound/engine.js').SoundEngine} engine
 * @property {import('../room/meter.js').Meter} meter
 * @property {import('../room/state.js').RoomStore} store
 * @property {import('../net/socket.js').Socket} socket
 * @property {import('../net/clock.js').ServerClock} clock
 * @property {import('../util/emitter.js').Emitter<import('../types.js').Signals>} signals
 */

/** The visitor's own hands: what they press sounds at once, is shown, and goes out in batches. */
export class Performer {
  #parts;
  #outbox;
  /** @type {Set<number>} */
  #held = new Set();
  /** @type {Set<number>} keys let go while the pedal was down */
  #sustained = new Set();
  /** @type {Set<number>} stops that the quota could not pay yet */
  #owed = new Set();
  /** @type {Set<(down: boolean) => void>} */
  #pedalListeners = new Set();
  #pedal = false;

  /** @param {Parts} parts */
  constructor(parts) {
    this.#parts = parts;
    this.#outbox = createOutbox(parts.socket, parts.clock);
    parts.meter.onRefill(() => this.#payDebts());
  }

  get pedal() {
    return this.#pedal;
  }

  /** @param {number} key @param {number} velocity 0–1 @returns {boolean} whether it sounded */
  press(key, velocity) {
    if (!(key >= 0 && key < KEY_COUNT)) return false;
    const { engine, meter, store, signals } = this.#parts;
    engine.unlock();
    const reason = silencedBy(store.get()) ?? (meter.spend(1) ? undefined : 'quota');
    if (reason) {
      signals.emit('blocked', { reason });
      return false;
    }
    const loud = Math.min(1, Math.max(0, velocity));
    this.#held.add(key);
    this.#sustained.delete(key);
    this.#owed.delete(key);
    engine.start(SELF, { key, velocity: loud });
    this.#outbox.add({ key, at: now(), velocity: loud });
    this.#show(key, loud, false);
    return true;
  }

  /** @param {number} key */
  release(key) {
    if (!this.#held.delete(key)) return;
    if (this.#pedal) this.#sustained.add(key);
    else this.#stop(key);
  }

  releaseAll() {
    this.setPedal(false);
    for (const key of [...this.#held]) this.release(key);
  }

  /** @param {boolean} down */
  setPedal(down) {
    if (down === this.#pedal) return;
    this.#pedal = down;
    for (const listener of this.#pedalListeners) listener(down);
    if (down) return;
    for (const key of this.#sustained) this.#stop(key);
    this.#sustained.clear();
  }

  /** @param {(down: boolean) => void} listener */
  onPedal(listener) {
    this.#pedalListeners.add(listener);
  }

  /** @param {number} key */
  #stop(key) {
    this.#parts.engine.stop(SELF, key);
    this.#show(key, 0, true);
    if (this.#parts.meter.spend(1)) this.#outbox.add({ key, at: now() });
    else this.#owed.add(key);
  }

  #payDebts() {
    for (const key of this.#owed) {
      if (!this.#parts.meter.spend(1)) return;
      this.#owed.delete(key);
      this.#outbox.add({ key, at: now() });
    }
  }

  /** @param {number} key @param {number} velocity @param {boolean} stop */
  #show(key, velocity, stop) {
    const { ownId, me } = this.#parts.store.get();
    const note = { owner: ownId ?? SELF, color: me?.color ?? LONE_COLOR, key, stop, at: now(), velocity };
    this.#parts.signals.emit('visual', note);
  }
}
