const STEAL_S = 0.012;
const GLIDE_S = 0.02;

/** One source of sound in a voice, with a fader of its own: a piano and a synth die away differently. */
export class Tone {
  #sources;
  #fader;
  #releaseS;
  #startedAt;
  #full;
  #left;
  /** @type {(() => void) | null} */
  #whenEnded = null;

  /**
   * @param {object} parts
   * @param {AudioScheduledSourceNode[]} parts.sources  started already
   * @param {GainNode} parts.fader  the last node, its gain what it is to be
   * @param {import('./desk.js').Filtering | null} [parts.filtering]  what the desk is to take away
   * @param {number} parts.releaseS  time constant of dying away
   * @param {number} parts.startedAt  audio time
   */
  constructor({ sources, fader, filtering = null, releaseS, startedAt }) {
    this.#sources = sources;
    this.#fader = fader;
    this.#full = fader.gain.value;
    this.filtering = filtering;
    this.#releaseS = releaseS;
    this.#startedAt = startedAt;
    this.#left = sources.length;
    for (const source of sources) source.addEventListener('ended', () => this.#ended());
  }

  get output() {
    return this.#fader;
  }

  /** Before it sounds. @param {number} level  1 = as it was made */
  setLevel(level) {
    if (level !== 1) this.#fader.gain.value = this.#full * level;
  }

  /** @param {number} level @param {number} at audio time */
  glideTo(level, at) {
    this.#fader.gain.setTargetAtTime(this.#full * level, at, GLIDE_S);
  }

  /** @param {() => void} listener */
  onEnd(listener) {
    this.#whenEnded = listener;
  }

  /** @param {number} at audio time */
  release(at) {
    this.#fade(at, this.#releaseS);
  }

  /** Makes room, fast but without a click. @param {number} at audio time */
  steal(at) {
    this.#fade(at, STEAL_S);
  }

  /** @param {number} at @param {number} time */
  #fade(at, time) {
    const from = Math.max(at, this.#startedAt);
    this.#fader.gain.cancelScheduledValues(from);
    this.#fader.gain.setTargetAtTime(0, from, time);
    for (const source of this.#sources) source.stop(from + time * 7);
  }

  #ended() {
    this.#left--;
    if (this.#left === 0) this.#whenEnded?.();
  }
}
