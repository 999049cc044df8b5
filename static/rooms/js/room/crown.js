/** @typedef {import('../types.js').Crown} Crown */

export const FALL_MS = 2000;

/**
 * A crown lies about when nobody who is here holds it.
 * @param {Crown | undefined} crown
 * @param {ReadonlyMap<string, unknown>} people
 */
export function isDropped(crown, people) {
  return Boolean(crown) && !(crown?.participantId && people.has(crown.participantId));
}

/**
 * Where the falling crown is, in percent of the window: sideways it glides, downwards it speeds up and bounces once.
 * @param {Crown} crown
 * @param {number} serverNow
 */
export function fallPosition(crown, serverNow) {
  const part = Math.min(1, Math.max(0, (serverNow - crown.time) / FALL_MS));
  const bounce = part < 0.72 ? (part / 0.72) ** 2 : 1 - 0.1 * Math.sin(((part - 0.72) / 0.28) * Math.PI);
  const ease = 1 - (1 - part) ** 2;
  return {
    x: crown.startPos.x + (crown.endPos.x - crown.startPos.x) * ease,
    y: crown.startPos.y + (crown.endPos.y - crown.startPos.y) * bounce,
    landed: part >= 1,
  };
}

/**
 * Whole seconds until anybody may take a dropped crown; 0 = now.
 * @param {Crown} crown
 * @param {number} serverNow
 * @param {number} pickupMs  how long it has to lie
 */
export function secondsToPickup(crown, serverNow, pickupMs) {
  return Math.max(0, Math.ceil((crown.time + pickupMs - serverNow) / 1000));
}
