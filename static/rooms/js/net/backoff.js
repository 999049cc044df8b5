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
