// Storage may be full, forbidden (private windows) or hold rubbish: then the page forgets, and works.

/**
 * @param {string} key
 * @returns {string | null}
 */
export function load(key) {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

/**
 * @param {string} key
 * @param {string} value
 */
export function save(key, value) {
  try {
    localStorage.setItem(key, value);
  } catch {
    // Nothing to do: see the head of this file.
  }
}
