import { load, save } from '../util/storage.js';

const KEY = 'piano-volumes';
export const MAX_GAIN = 2;
const MOST = 200;

/**
 * @param {string | null} stored
 * @returns {Map<string, number>} how loud players are heard, who was changed last at the end
 */
export function readVolumes(stored) {
  try {
    const entries = Object.entries(Object(JSON.parse(stored ?? '{}')));
    return new Map(entries.filter(([, gain]) => typeof gain === 'number' && gain >= 0 && gain <= MAX_GAIN).slice(-MOST));
  } catch {
    return new Map();
  }
}

/**
 * How loud each player is heard, kept for when they come again.
 * @param {Pick<import('./engine.js').SoundEngine, 'setGain'>} engine
 */
export function createVolumes(engine) {
  const volumes = readVolumes(load(KEY));
  for (const [id, gain] of volumes) engine.setGain(id, gain);

  return {
    /** @param {string} id @returns {number} 1 = as they play */
    get: (id) => volumes.get(id) ?? 1,
    /** @param {string} id @param {number} gain 0 to {@link MAX_GAIN} */
    set(id, gain) {
      engine.setGain(id, gain);
      volumes.delete(id);
      if (gain !== 1) volumes.set(id, gain);
      if (volumes.size > MOST) volumes.delete(/** @type {string} */ (volumes.keys().next().value));
      save(KEY, JSON.stringify(Object.fromEntries(volumes)));
    },
  };
}

/** @typedef {ReturnType<typeof createVolumes>} Volumes */
