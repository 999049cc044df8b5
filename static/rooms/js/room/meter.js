import { NoteQuota, OFFLINE, TICK_MS } from './quota.js';

/**
 * The quota in time: it ticks only while something is missing, and shows itself in the store.
 * @param {import('../util/emitter.js').Emitter<import('../net/socket.js').ClientEvents>} events
 * @param {import('./state.js').RoomStore} store
 */
export function createMeter(events, store) {
  const quota = new NoteQuota();
  /** @type {Set<() => void>} */
  const refilled = new Set();
  let timer = 0;

  const show = () => store.update({ quota: { points: quota.points, max: quota.max } });

  function tick() {
    quota.tick();
    if (quota.full) {
      clearInterval(timer);
      timer = 0;
    }
    show();
    for (const listener of refilled) listener();
  }

  /** @param {import('../types.js').QuotaNumbers} numbers */
  function configure(numbers) {
    if (quota.configure(numbers)) show();
  }

  events.on('nq', (message) => configure(message.quota));
  events.on('disconnect', () => configure(OFFLINE));

  return {
    /** @param {number} count */
    spend(count) {
      const affordable = quota.spend(count);
      if (affordable) {
        timer ||= setInterval(tick, TICK_MS);
        show();
      }
      return affordable;
    },
    /** @param {() => void} listener */
    onRefill: (listener) => refilled.add(listener),
  };
}

/** @typedef {ReturnType<typeof createMeter>} Meter */
