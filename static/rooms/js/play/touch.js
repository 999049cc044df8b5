/** How a player's touch becomes loudness: below 1 soft touches count more, above 1 less. */
/** @type {Record<string, number>} */
const EXPONENTS = { soft: 0.6, linear: 1, hard: 1.7 };

/**
 * @param {number} velocity  0–1, as it was struck
 * @param {Pick<import('../types.js').PlaySettings, 'velocityCurve' | 'keyVelocity'>} settings
 * @returns {number} 0–1
 */
export function shapeVelocity(velocity, { velocityCurve, keyVelocity }) {
  if (velocityCurve === 'fixed') return keyVelocity;
  return Math.min(1, Math.max(0, velocity)) ** EXPONENTS[velocityCurve];
}
