import { now } from '../util/now.js';
import { flushTime, noteMessages, PERIOD_MS } from './batch.js';

/**
 * Own notes on their way to the room. Notes of a moment ahead, as files have them, wait for it: sent early they would
 * hold back what fingers play meanwhile, for no batch overtakes another.
 * @param {Pick<import('../net/socket.js').Socket, 'status' | 'sendArray'>} socket
 * @param {Pick<import('../net/clock.js').ServerClock, 'toServer'>} clock
 * @param {number} longest  ms that a message may span
 * @param {() => boolean} [punctual]  whether timers come when they are due
 */
export function createOutbox(socket, clock, longest, punctual = () => true) {
  /** @type {import('./batch.js').OwnNote[]} */
  let waiting = [];
  let lastFlush = 0;
  let dueAt = 0;
  let timer = 0;

  function flush() {
    const time = now();
    clearTimeout(timer);
    timer = 0;
    waiting.sort((a, b) => a.at - b.at);
    const early = punctual() ? waiting.findIndex(({ at }) => at > time + PERIOD_MS) : -1;
    const notes = early < 0 ? waiting : waiting.slice(0, early);
    waiting = early < 0 ? [] : waiting.slice(early);
    if (notes.length > 0) {
      lastFlush = time;
      socket.sendArray(noteMessages(notes, (at) => clock.toServer(at), longest));
    }
    if (waiting.length > 0) arm(waiting[0].at - PERIOD_MS);
  }

  /** @param {number} at  when there is something to send */
  function arm(at) {
    const time = now();
    dueAt = Math.max(at, flushTime(time, lastFlush));
    timer = setTimeout(flush, dueAt - time);
  }

  return {
    /** @param {import('./batch.js').OwnNote} note */
    add(note) {
      // Played alone, notes of an hour ago must not reach the room after a reconnection.
      if (socket.status.phase !== 'online') return;
      waiting.push(note);
      const ready = note.at - PERIOD_MS;
      if (timer === 0) {
        arm(ready);
      } else if (ready < dueAt && flushTime(now(), lastFlush) < dueAt) {
        // What waits longer is a file's.
        clearTimeout(timer);
        arm(ready);
      } else if (now() > dueAt) {
        // Timers of hidden pages are held back for up to a second; a MIDI keyboard goes on playing.
        flush();
      }
    },
  };
}
