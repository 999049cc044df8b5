// Settings of playing and sound: what they are at first, and what they may be.

/** @typedef {import('../types.js').PlaySettings} PlaySettings */

/** @type {Readonly<PlaySettings>} */
export const PLAY_DEFAULTS = Object.freeze({
  keyLayout: 'mpp',
  octave: 0,
  transpose: 0,
  keyVelocity: 0.6,
  velocityCurve: 'linear',
  autoSustain: false,
  keyLetters: true,
  noteNames: false,
  scale: 'none',
  scaleRoot: 0,
  whiteKeys: 0,
  instrument: 'piano',
  synthWave: 'triangle',
  synthAttack: 0.01,
  synthDecay: 0.4,
  synthSustain: 0.5,
  synthRelease: 0.2,
  synthPiano: 0,
  midi: false,
  midiDrums: false,
  midiOthers: true,
});

/** @type {Partial<Record<keyof PlaySettings, readonly unknown[]>>} */
export const PLAY_CHOICES = {
  keyLayout: ['mpp', 'vp'],
  velocityCurve: ['soft', 'linear', 'hard', 'fixed'],
  scale: [
    'none', 'major', 'minor', 'harmonicMinor', 'majorPentatonic', 'minorPentatonic', 'blues', 'dorian', 'mixolydian',
  ],
  whiteKeys: [0, 8, 15, 22],
  instrument: ['piano', 'epiano', 'synth'],
  synthWave: ['sine', 'triangle', 'square', 'sawtooth'],
};

/** Least and most; times in seconds, pitches in octaves or semitones, the rest parts of one. */
/** @type {Partial<Record<keyof PlaySettings, readonly [number, number]>>} */
export const PLAY_RANGES = {
  octave: [-2, 3],
  transpose: [-24, 24],
  keyVelocity: [0.05, 1],
  scaleRoot: [0, 11],
  synthAttack: [0.002, 2],
  synthDecay: [0.01, 3],
  synthSustain: [0, 1],
  synthRelease: [0.02, 4],
  synthPiano: [0, 1],
};
