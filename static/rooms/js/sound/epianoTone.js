import { frequency, loudness } from './pitch.js';
import { Tone } from './tone.js';

const RELEASE_S = 0.11;
const LONGEST_S = 9;
const LEVEL = 0.38;
/** The tine: a bell far above the note, gone after a moment. */
const TINE_RATIO = 14;
const TINE_S = 0.07;

/**
 * An electric piano by frequency modulation: a reed that brightens with force, and the knock of its tine.
 * @param {BaseAudioContext} context
 * @param {import('./pianoTone.js').AudioNote} note
 */
export function epianoTone(context, { key, velocity, at }) {
  const pitch = frequency(key);
  const carrier = new OscillatorNode(context, { frequency: pitch });
  const envelope = new GainNode(context, { gain: 0 });
  envelope.gain.setValueAtTime(0, at);
  envelope.gain.linearRampToValueAtTime(1, at + 0.003);
  // Short reeds die sooner.
  envelope.gain.setTargetAtTime(0, at + 0.003, 2.2 * 2 ** (-key / 40));
  const fader = new GainNode(context, { gain: LEVEL * loudness(velocity) });

  const reed = modulator(context, carrier, { pitch, depth: pitch * 1.6 * velocity ** 1.3, decayS: 0.5, at });
  const tinePitch = Math.min(pitch * TINE_RATIO, 12_000);
  const tine = modulator(context, carrier, { pitch: tinePitch, depth: pitch * 1.1 * velocity, decayS: TINE_S, at });
  carrier.connect(envelope).connect(fader);
  const sources = [carrier, reed, tine];
  for (const source of sources) {
    source.start(at);
    source.stop(at + LONGEST_S);
  }
  return new Tone({ sources, fader, releaseS: RELEASE_S, startedAt: at });
}

/**
 * @param {BaseAudioContext} context
 * @param {OscillatorNode} carrier
 * @param {{pitch: number, depth: number, decayS: number, at: number}} how  pitch and depth in Hz
 */
function modulator(context, carrier, { pitch, depth, decayS, at }) {
  const source = new OscillatorNode(context, { frequency: pitch });
  const index = new GainNode(context, { gain: depth });
  index.gain.setValueAtTime(depth, at);
  index.gain.setTargetAtTime(depth * 0.12, at, decayS);
  source.connect(index).connect(carrier.frequency);
  return source;
}
