import { brightness, frequency, loudness } from './pitch.js';
import { Tone } from './tone.js';

// Strings above this have no dampers: they ring on when the key is let go.
const LAST_DAMPED_KEY = 69;
const RELEASE_S = 0.085;
const UNDAMPED_RELEASE_S = 0.5;
const STAND_IN_S = 5;
/** The recordings are quiet; an oscillator is not. */
const RECORDING_LEVEL = 2;
const STAND_IN_LEVEL = 0.36;

/** @typedef {{key: number, velocity: number, at: number}} AudioNote  `at` in audio time */
/** @typedef {{buffer: AudioBuffer, onset: number, rate: number}} FoundSample */

/**
 * A recorded string: the softer, the darker.
 * @param {BaseAudioContext} context
 * @param {AudioNote} note
 * @param {FoundSample | null} sample  null until the recordings are there
 */
export function pianoTone(context, note, sample) {
  const { key, velocity, at } = note;
  const fader = new GainNode(context, { gain: loudness(velocity) * (sample ? RECORDING_LEVEL : STAND_IN_LEVEL) });
  const source = sample ? recording(context, sample, at) : standIn(context, key, at);
  source.start.connect(fader);
  const filtering = { cutoff: brightness(key, velocity), Q: 0.1 };
  const releaseS = key > LAST_DAMPED_KEY ? UNDAMPED_RELEASE_S : RELEASE_S;
  return new Tone({ sources: [source.node], fader, filtering, releaseS, startedAt: at });
}

/** @param {BaseAudioContext} context @param {FoundSample} sample @param {number} at */
function recording(context, { buffer, onset, rate }, at) {
  const node = new AudioBufferSourceNode(context, { buffer, playbackRate: rate });
  node.start(at, onset);
  return { node, start: node };
}

/** @param {BaseAudioContext} context @param {number} key @param {number} at */
function standIn(context, key, at) {
  const node = new OscillatorNode(context, { type: 'triangle', frequency: frequency(key) });
  const envelope = new GainNode(context, { gain: 0 });
  envelope.gain.setValueAtTime(0, at);
  envelope.gain.linearRampToValueAtTime(1, at + 0.004);
  envelope.gain.setTargetAtTime(0, at + 0.004, 0.7);
  node.connect(envelope);
  node.start(at);
  node.stop(at + STAND_IN_S);
  return { node, start: envelope };
}
