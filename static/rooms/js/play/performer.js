import { mayPlay } from '../room/state.js';
import { now } from '../util/now.js';
import { flushTime, noteMessage } from './batch.js';
import { KEY_COUNT } from './keys.js';

/** @typedef {import('./batch.js').OwnNote} OwnNote */

const SELF = 'self';

/**
 * The visitor's own hands: what they press sounds at once, is shown, and goes out in batches.
 * @param {object} parts
 * @param {import('../sound/engine.js').SoundEngine} parts.engine
 * @param {import('../room/meter.js').Meter} parts.meter
 * @param {import('../room/state.js').RoomStore} parts.store
 * @param {import('../net/socket.js').Socket} parts.socket
 * @param {import('../net/clock.js').ServerClock} parts.clock
 * @param {import('../util/emitter.js').Emitter<import('../types.js').Signals>} parts.signals
 */
export function createPerformer({ engine, meter, store, socket, clock, signals }) {
  const outbox = createOutbox(socket, clock);
  /** @type {Set<number>} */
  const held = new Set();
  /** @type {Set<number>} keys let go while the pedal was down */
  const sustained = new Set();
  /** @type {Set<number>} stops that the quota could not pay yet */
  const owed = new Set();
  /** @type {Set<(down: boolean) => void>} */
  const pedalListeners = new Set();
  let pedal = false;

  /** @param {number} key @param {number} velocity @param {boolean} stop */
  function show(key, velocity, stop) {
    const { ownId, me } = store.get();
    const color = me?.color ?? '#4fd1c5';
    signals.emit('visual', { owner: ownId ?? SELF, color, key, stop, at: now(), velocity });
  }

  /** @param {number} key */
  function stop(key) {
    engine.stop(SELF, key);
    show(key, 0, true);
    if (meter.spend(1)) outbox.add({ key, at: now() });
    else owed.add(key);
  }

  meter.onRefill(() => {
    for (const key of owed) {
      if (!meter.spend(1)) return;
      owed.delete(key);
      outbox.add({ key, at: now() });
    }
  });

  return {
    /** @param {number} key @param {number} velocity 0–1 @returns {boolean} whether it sounded */
    press(key, velocity) {
      if (!(key >= 0 && key < KEY_COUNT)) return false;
      engine.unlock();
      if (!mayPlay(store.get())) {
        signals.emit('blocked', { reason: 'crownsolo' });
        return false;
      }
      if (!meter.spend(1)) {
        signals.emit('blocked', { reason: 'quota' });
        return false;
      }
      const loud = Math.min(1, Math.max(0, velocity));
      held.add(key);
      sustained.delete(key);
      owed.delete(key);
      engine.start(SELF, { key, velocity: loud });
      outbox.add({ key, at: now(), velocity: loud });
      show(key, loud, false);
      return true;
    },
    /** @param {number} key */
    release(key) {
      if (!held.delete(key)) return;
      if (pedal) sustained.add(key);
      else stop(key);
    },
    /** @param {boolean} down */
    setPedal(down) {
      if (down === pedal) return;
      pedal = down;
      for (const listener of pedalListeners) listener(down);
      if (down) return;
      for (const key of sustained) stop(key);
      sustained.clear();
    },
    releaseAll() {
      this.setPedal(false);
      for (const key of [...held]) this.release(key);
    },
    get pedal() {
      return pedal;
    },
    /** @param {(down: boolean) => void} listener */
    onPedal: (listener) => pedalListeners.add(listener),
  };
}

/** @typedef {ReturnType<typeof createPerformer>} Performer */

/**
 * @param {import('../net/socket.js').Socket} socket
 * @param {import('../net/clock.js').ServerClock} clock
 */
function createOutbox(socket, clock) {
  /** @type {OwnNote[]} */
  let waiting = [];
  let lastFlush = 0;
  let timer = 0;

  function flush() {
    timer = 0;
    lastFlush = now();
    const notes = waiting;
    waiting = [];
    socket.sendArray([noteMessage(notes, (at) => clock.toServer(at))]);
  }

  return {
    /** @param {OwnNote} note */
    add(note) {
      // Played alone, notes of an hour ago must not reach the room after a reconnection.
      if (socket.status.phase !== 'online') return;
      waiting.push(note);
      timer ||= setTimeout(flush, flushTime(note.at, lastFlush) - note.at);
    },
  };
}
