import { keyIndex, KEYS } from '../play/keys.js';
import { now } from '../util/now.js';

/** @typedef {{id?: string, color?: string}} Player */

/** The keys by name, as scripts look for them. */
const NAMED = Object.freeze(Object.fromEntries(KEYS.map(({ name, black }) => {
  const [, baseNote, octave] = /** @type {RegExpMatchArray} */ (name.match(/^([a-z]+)(-?\d)$/));
  return [name, Object.freeze({ note: name, baseNote, octave: Number(octave), sharp: black, loaded: true })];
})));

/**
 * `MPP.piano`: the instrument alone. What it plays is heard and seen here only, costs no quota and is sent to nobody.
 * @param {Pick<import('../facade.js').Parts, 'engine' | 'signals'>} parts
 */
export function pianoFacade({ engine, signals }) {
  /** @param {Player | undefined} player */
  const nameOf = (player) => `script ${player?.id ?? ''}`;

  /** @param {string} note @param {Player | undefined} player @param {{velocity: number, stop: boolean, at: number}} how */
  function show(note, player, how) {
    const color = player?.color ?? '#9aa4b2';
    signals.emit('visual', { owner: nameOf(player), color, key: keyIndex(note), ...how });
  }

  return Object.freeze({
    keys: NAMED,
    /** @param {string} note @param {number} [velocity] 0–1 @param {Player} [player] @param {number} [delay] ms */
    play(note, velocity = 0.6, player, delay = 0) {
      if (keyIndex(note) < 0) return;
      const at = now() + delay;
      engine.start(nameOf(player), { key: keyIndex(note), velocity, at });
      show(note, player, { velocity, stop: false, at });
    },
    /** @param {string} note @param {Player} [player] @param {number} [delay] ms */
    stop(note, player, delay = 0) {
      if (keyIndex(note) < 0) return;
      const at = now() + delay;
      engine.stop(nameOf(player), keyIndex(note), at);
      show(note, player, { velocity: 0, stop: true, at });
    },
  });
}
