import { FIRST_MIDI } from '../play/keys.js';

// Strings above this have no dampers: they ring on when the key is let go.
const LAST_DAMPED_KEY = 69;
const RELEASE_S = 0.085;
const UNDAMPED_RELEASE_S = 0.5;
const STEAL_S = 0.012;

/** @param {number} key */
export const frequency = (key) => 440 * 2 ** ((key + FIRST_MIDI - 69) / 12);

/** @param {number} velocity 0–1 */
export const loudness = (velocity) => 0.04 + 0.96 * velocity ** 1.6;

/** Soft notes are darker, not only quieter. @param {number} key @param {number} velocity */
export const brightness = (key, velocity) => Math.min(19_000, frequency(key) * 3 + 600 + 17_000 * velocity ** 1.4);

/** One sounding note: source → low-pass → gain → place between left and right. */
export class Voice {
  #source;
  #gain;
  #key;
  released = false;

  /**
   * @param {AudioContext} context
   * @param {AudioNode} output
   * @param {{key: number, velocity: number, at: number}} note
   * @param {{buffer: AudioBuffer, onset: number, rate: number} | null} sample
   */
  constructor(context, output, { key, velocity, at }, sample) {
    this.startedAt = at;
    this.velocity = velocity;
    this.#key = key;
    this.#gain = context.createGain();
    const filter = new BiquadFilterNode(context, { type: 'lowpass', frequency: brightness(key, velocity), Q: 0.1 });
    const place = new StereoPannerNode(context, { pan: (key / 87 - 0.5) * 0.7 });
    filter.connect(this.#gain).connect(place).connect(output);
    if (sample) {
      this.#source = new AudioBufferSourceNode(context, { buffer: sample.buffer, playbackRate: sample.rate });
      this.#gain.gain.value = loudness(velocity);
      this.#source.start(at, sample.onset);
    } else {
      this.#source = this.#standIn(context, key, velocity, at);
    }
    this.#source.connect(filter);
    this.#source.onended = () => place.disconnect();
  }

  /** Until the recordings are there. */
  /** @param {AudioContext} context @param {number} key @param {number} velocity @param {number} at */
  #standIn(context, key, velocity, at) {
    const source = new OscillatorNode(context, { type: 'triangle', frequency: frequency(key) });
    const { gain } = this.#gain;
    gain.setValueAtTime(0, at);
    gain.linearRampToValueAtTime(loudness(velocity) * 0.28, at + 0.004);
    gain.setTargetAtTime(0, at + 0.004, 0.7);
    source.start(at);
    source.stop(at + 5);
    return source;
  }

  /** @param {(listener: Voice) => void} listener */
  onEnd(listener) {
    this.#source.addEventListener('ended', () => listener(this));
  }

  /** @param {number} at audio time */
  release(at) {
    if (this.released) return;
    this.released = true;
    this.#fade(at, this.#key > LAST_DAMPED_KEY ? UNDAMPED_RELEASE_S : RELEASE_S);
  }

  /** Makes room for another voice, fast but without a click. @param {number} at */
  steal(at) {
    this.released = true;
    this.#fade(at, STEAL_S);
  }

  /** @param {number} at @param {number} time */
  #fade(at, time) {
    const from = Math.max(at, this.startedAt);
    this.#gain.gain.cancelScheduledValues(from);
    this.#gain.gain.setTargetAtTime(0, from, time);
    this.#source.stop(from + time * 7);
  }
}
