import { now } from '../util/now.js';
import { Lengths } from './lengths.js';
import { Playout, POLICIES } from './playout.js';

/**
 * The others' hands: every batch waits its sender's delay, then sounds on the audio clock and is shown at that moment.
 * @param {object} parts
 * @param {import('../sound/engine.js').SoundEngine} parts.engine
 * @param {import('../room/state.js').RoomStore} parts.store
 * @param {import('../net/socket.js').Socket} parts.socket
 * @param {import('../net/clock.js').ServerClock} parts.clock
 * @param {import('../util/store.js').Store<import('../types.js').Settings>} parts.settings
 * @param {import('../util/emitter.js').Emitter<import('../types.js').Signals>} parts.signals
 */
export function listen({ engine, store, socket, clock, settings, signals }) {
  /** @type {Map<string, {playout: Playout, lengths: Lengths}>} */
  const hands = new Map();

  socket.events.on('n', ({ p, t, notes }) => {
    const { people, muted } = store.get();
    const player = people.get(p);
    if (!player || muted.has(p)) return;
    if (engine.state !== 'running') signals.emit('unheard', null);
    const { playout, lengths } = handsOf(p);
    const here = now();
    const span = notes.reduce((most, { delay }) => Math.max(most, delay), 0);
    // What counts is when it can be heard: sound takes its time through the browser and the device, too.
    const ready = clock.toServer(here) + engine.outputDelay;
    const due = playout.due(t, ready, POLICIES[settings.get().timing], span);
    if (due === null) return;
    const first = clock.toLocal(due, here);
    for (const { key, delay, velocity, stop } of notes) {
      const at = first + delay;
      if (stop) {
        engine.stop(p, key, at + lengths.end(key, playout.late));
      } else {
        lengths.begin(key, playout.late);
        engine.start(p, { key, velocity, at });
      }
      signals.emit('visual', { owner: p, color: player.color, key, stop, at, velocity });
    }
  });
  socket.events.on('bye', ({ p }) => forget(p));
  socket.events.on('disconnect', () => [...hands.keys()].forEach(forget));
  store.subscribe(['muted'], ({ muted }) => muted.forEach((id) => engine.stopAll(id)));

  /** @param {string} id */
  function handsOf(id) {
    const known = hands.get(id) ?? { playout: new Playout(), lengths: new Lengths() };
    hands.set(id, known);
    return known;
  }

  /** @param {string} id */
  function forget(id) {
    hands.delete(id);
    engine.stopAll(id);
  }

  return {
    /** How long a player's notes are held back at present, in ms. @param {string} id */
    delayOf: (id) => hands.get(id)?.playout.delay || null,
  };
}

/** @typedef {ReturnType<typeof listen>} Listener */
