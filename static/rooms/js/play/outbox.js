import { now } from '../util/now.js';
import { flushTime, noteMessages } from './batch.js';

/**
 * Own notes on their way to the room.
 * @param {Pick<import('../net/socket.js').Socket, 'status' | 'sendArray'>} socket
 * @param {Pick<import('../net/clock.js').ServerClock, 'toServer'>} clock
 */
export function createOutbox(socket, clock) {
  /** @type {import('./batch.js').OwnNote[]} */
  let waiting = [];
  let lastFlush = 0;
  let dueAt = 0;
  let timer = 0;

  function flush() {
    clearTimeout(timer);
    timer = 0;
    lastFlush = now();
    // Notes scheduled ahead may stand before later ones of the fingers.
    const notes = waiting.sort((a, b) => a.at - b.at);
    waiting = [];
    socket.sendArray(noteMessages(notes, (at) => clock.toServer(at)));
  }

  return {
    /** @param {import('./batch.js').OwnNote} note */
    add(note) {
      // Played alone, notes of an hour ago must not reach the room after a reconnection.
      if (socket.status.phase !== 'online') return;
      waiting.push(note);
      const time = now();
      if (timer === 0) {
        dueAt = flushTime(time, lastFlush);
        timer = setTimeout(flush, dueAt - time);
      } else if (time > dueAt) {
        // Timers of hidden pages are held back for up to a second; a MIDI keyboard goes on playing.
        flush();
      }
    },
  };
}
