import { createEmitter } from '../util/emitter.js';
import { now } from '../util/now.js';
import { animate } from './frames.js';

/** @typedef {import('../types.js').VisualNote} VisualNote */

const MOST_WAITING = 4000;

/**
 * Hands each note to the eyes at the moment the ears get it.
 * @param {import('../util/emitter.js').Emitter<import('../types.js').Signals>} signals
 */
export function createVisuals(signals) {
  /** @type {import('../util/emitter.js').Emitter<{note: VisualNote, reset: null}>} */
  const shown = createEmitter();
  /** @type {VisualNote[]} */
  let waiting = [];

  /** @param {number} time */
  function drain(time) {
    const due = waiting.filter((note) => note.at <= time);
    if (due.length) waiting = waiting.filter((note) => note.at > time);
    for (const note of due) shown.emit('note', note);
    return waiting.length > 0;
  }

  signals.on('visual', (note) => {
    if (note.at <= now()) {
      shown.emit('note', note);
    } else if (!document.hidden && waiting.length < MOST_WAITING) {
      waiting.push(note);
      animate(drain);
    }
  });
  document.addEventListener('visibilitychange', () => {
    // What was missed meanwhile would leave keys down.
    waiting = [];
    shown.emit('reset', null);
  });
  return shown;
}

/** @typedef {ReturnType<typeof createVisuals>} Visuals */
