const FIRST_MS = 400;
const LONGEST_MS = 20_000;

/**
 * How long to wait before attempt number `attempt` (0 = the first after a loss). Half of it is chance: a restarted
 * server must not get all its visitors back in the same instant.
 * @param {number} attempt
 * @param {number} chance  0–1
 */
export function retryDelay(attempt, chance) {
  const full = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(attempt, 10));
  return Math.round(full / 2 + (full / 2) * chance);
}

const PATIENT_MS = 60_000;
// Timed out and restarting servers are left out: both welcome us at once.
const REFUSALS = new Map([
  [4001, 'users'],
  [4002, 'flood'],
  [4003, 'flood'],
  [4005, 'proxy'],
  [4007, 'flood'],
  [4008, 'banned'],
  [4009, 'sockets'],
]);

/**
 * Why the server wants us to stay away, if it does: asking again soon would only lengthen it.
 * @param {number} code  of the close
 * @returns {string | undefined}
 */
export function refusal(code) {
  return code >= 4500 && code <= 4999 ? 'paused' : REFUSALS.get(code);
}

/** @param {number} chance  0–1 */
export const patientDelay = (chance) => Math.round(PATIENT_MS * (1 + chance));
