import { Recorder } from '../midi/recorder.js';
import { createEmitter } from '../util/emitter.js';
import { now } from '../util/now.js';

/** @typedef {import('../midi/recorder.js').Take} Take */

/**
 * Records what the room plays, as it is heard here.
 * @param {import('../util/emitter.js').Emitter<import('../types.js').Signals>} signals
 * @param {import('./state.js').RoomStore} store
 */
export function createRecording(signals, store) {
  /** @type {Recorder | null} */
  let recorder = null;
  /** @type {import('../util/emitter.js').Emitter<{change: null, take: {take: Take, full: boolean}}>} */
  const events = createEmitter();

  function stop() {
    if (!recorder) return;
    const { full } = recorder;
    const take = recorder.finish(now());
    recorder = null;
    events.emit('change', null);
    events.emit('take', { take, full });
  }

  signals.on('visual', (note) => {
    if (!recorder) return;
    const { people, me } = store.get();
    const player = note.hand === undefined ? people.get(note.owner) : me;
    recorder.add(note, player?.name ?? '');
    if (recorder.full) stop();
  });

  return {
    events,
    /** Monotonic ms at which it began; null while nothing is recorded. */
    get since() {
      return recorder?.startedAt ?? null;
    },
    start() {
      recorder = new Recorder(store.get().room?.id ?? '', now());
      events.emit('change', null);
    },
    stop,
  };
}

/** @typedef {ReturnType<typeof createRecording>} Recording */
