import { brightness, frequency, loudness } from './pitch.js';
import { Tone } from './tone.js';

// Many players never let go; what a synth sustains would stay for ever.
const LONGEST_S = 12;
/** Rich waves are louder than plain ones of the same height. */
const LEVELS = { sine: 0.42, triangle: 0.42, square: 0.22, sawtooth: 0.26 };
// An exponential is down to a twentieth after three time constants.
const CONSTANTS = 3;

/** @typedef {Pick<import('../types.js').PlaySettings,
 *   'synthWave' | 'synthAttack' | 'synthDecay' | 'synthSustain' | 'synthRelease'>} Patch */

/**
 * One oscillator with an envelope of attack, decay, sustain and release.
 * @param {BaseAudioContext} context
 * @param {import('./pianoTone.js').AudioNote} note
 * @param {Patch} patch
 */
export function synthTone(context, { key, velocity, at }, patch) {
  const { synthWave, synthAttack, synthDecay, synthSustain, synthRelease } = patch;
  const source = new OscillatorNode(context, { type: synthWave, frequency: frequency(key) });
  const envelope = new GainNode(context, { gain: 0 });
  const full = at + synthAttack;
  envelope.gain.setValueAtTime(0, at);
  envelope.gain.linearRampToValueAtTime(1, full);
  envelope.gain.setTargetAtTime(synthSustain, full, synthDecay / CONSTANTS);
  envelope.gain.setTargetAtTime(0, at + LONGEST_S, synthRelease / CONSTANTS);
  const fader = new GainNode(context, { gain: LEVELS[synthWave] * loudness(velocity) });
  source.connect(envelope).connect(fader);
  source.start(at);
  source.stop(at + LONGEST_S + synthRelease * 2);
  const filtering = { cutoff: brightness(key, velocity), Q: 0.5 };
  return new Tone({ sources: [source], fader, filtering, releaseS: synthRelease / CONSTANTS, startedAt: at });
}
