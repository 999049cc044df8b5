const SET_TEMPO = 0x51;
const META = 0xff;
/** 120 quarter notes a minute, unless the file says otherwise. */
const USUAL_US = 500_000;

/** @typedef {{tick: number, second: number, perTick: number}} Stretch  of one tempo */

/**
 * The tempo map of a file, as a function from ticks to seconds. Ticks must be asked for in any order.
 * @param {import('./file.js').MidiFile} file
 * @returns {(tick: number) => number}
 */
export function tempoMap({ division, perSecond, tracks }) {
  if (perSecond) return (tick) => tick / division;
  const changes = tracks.flat()
    .filter(({ status, first, data }) => status === META && first === SET_TEMPO && data?.length === 3)
    .sort((a, b) => a.tick - b.tick);
  /** @type {Stretch[]} */
  const stretches = [{ tick: 0, second: 0, perTick: USUAL_US / 1e6 / division }];
  for (const { tick, data } of changes) {
    const [a, b, c] = /** @type {Uint8Array} */ (data);
    const last = stretches[stretches.length - 1];
    const second = last.second + (tick - last.tick) * last.perTick;
    stretches.push({ tick, second, perTick: (a * 65_536 + b * 256 + c) / 1e6 / division });
  }
  return (tick) => {
    const { tick: from, second, perTick } = stretches[indexBefore(stretches, tick)];
    return second + (tick - from) * perTick;
  };
}

/** The last stretch that begins at or before a tick. @param {Stretch[]} stretches @param {number} tick */
function indexBefore(stretches, tick) {
  let low = 0;
  let high = stretches.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (stretches[middle].tick <= tick) low = middle;
    else high = middle - 1;
  }
  return low;
}
