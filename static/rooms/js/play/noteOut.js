import { silencedBy } from '../room/state.js';
import { now } from '../util/now.js';
import { KEY_COUNT } from './keys.js';
import { createOutbox } from './outbox.js';

/** @typedef {'crownsolo' | 'vanished' | 'quota' | 'none'} Refusal  `none`: there is no such key */

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
 * @property {Pick<import('../room/limits.js').Limits, 'note_delay_max_ms'>} limits
 */

/**
 * What the visitor plays, by whatever hand: it sounds, is shown, and goes out in batches. A key that several hands hold
 * sounds until the last one lets go. Moments are monotonic ms; a moment ahead is kept by the audio clock.
 */
export class NoteOut {
  #parts;
  #outbox;
  /** @type {Map<number, Set<string>>} hands on each key */
  #held = new Map();
  /** @type {Set<number>} stops that the quota could not pay yet */
  #owed = new Set();

  /** @param {Parts} parts */
  constructor(parts) {
    this.#parts = parts;
    const { socket, clock, limits } = parts;
    this.#outbox = createOutbox(socket, clock, limits.note_delay_max_ms, () => !globalThis.document?.hidden);
    parts.meter.onRefill(() => this.#payDebts());
  }

  /**
   * @param {number} key
   * @param {number} velocity  0–1
   * @param {string} hand
   * @param {number} [at]  absent = now
   * @returns {Refusal | undefined} why it does not sound
   */
  start(key, velocity, hand, at) {
    if (!(key >= 0 && key < KEY_COUNT)) return 'none';
    const { engine, meter, store } = this.#parts;
    const reason = silencedBy(store.get()) ?? (meter.spend(1) ? undefined : 'quota');
    if (reason) return reason;
    const loud = Math.min(1, Math.max(0, velocity));
    this.#held.set(key, (this.#held.get(key) ?? new Set()).add(hand));
    this.#owed.delete(key);
    engine.start(SELF, { key, velocity: loud, at });
    this.#outbox.add({ key, at: at ?? now(), velocity: loud });
    this.#show({ key, velocity: loud, stop: false, hand, at });
    return undefined;
  }

  /** @param {number} key @param {string} hand @param {number} [at] */
  end(key, hand, at) {
    const hands = this.#held.get(key);
    if (!hands?.delete(hand) || hands.size > 0) return;
    this.#held.delete(key);
    this.#parts.engine.stop(SELF, key, at);
    this.#show({ key, velocity: 0, stop: true, hand, at });
    if (this.#parts.meter.spend(1)) this.#outbox.add({ key, at: at ?? now() });
    else this.#owed.add(key);
  }

  #payDebts() {
    for (const key of this.#owed) {
      if (!this.#parts.meter.spend(1)) return;
      this.#owed.delete(key);
      this.#outbox.add({ key, at: now() });
    }
  }

  /** @param {{key: number, velocity: number, stop: boolean, hand: string, at?: number}} note */
  #show({ at = now(), ...note }) {
    const { ownId, me } = this.#parts.store.get();
    this.#parts.signals.emit('visual', { owner: ownId ?? SELF, color: me?.color ?? LONE_COLOR, at, ...note });
  }
}
