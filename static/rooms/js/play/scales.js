/** Which semitones above the root belong to each scale. */
/** @type {Record<import('../types.js').ScaleName, readonly number[]>} */
const SCALES = {
  major: [0, 2, 4, 5, 7, 9, 11],
  minor: [0, 2, 3, 5, 7, 8, 10],
  harmonicMinor: [0, 2, 3, 5, 7, 8, 11],
  majorPentatonic: [0, 2, 4, 7, 9],
  minorPentatonic: [0, 3, 5, 7, 10],
  blues: [0, 3, 5, 6, 7, 10],
  dorian: [0, 2, 3, 5, 7, 9, 10],
  mixolydian: [0, 2, 4, 5, 7, 9, 10],
};

/**
 * @param {number} midi
 * @param {import('../types.js').ScaleName | 'none'} scale
 * @param {number} root  0 = C … 11 = B
 * @returns {'root' | 'scale' | ''} what a key is to the scale
 */
export function placeInScale(midi, scale, root) {
  if (scale === 'none') return '';
  const step = (((midi - root) % 12) + 12) % 12;
  if (step === 0) return 'root';
  return SCALES[scale].includes(step) ? 'scale' : '';
}
