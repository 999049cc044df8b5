// Storage may be full, forbidden (private windows) or hold rubbish: then the page forgets, works, and says so once.

let failed = false;
/** @type {(() => void) | null} */
let whenFailed = null;

function fail() {
  if (!failed) whenFailed?.();
  failed = true;
}

/**
 * Hears once that nothing is kept, also if that turned out before.
 * @param {() => void} listener
 */
export function onStorageFailure(listener) {
  whenFailed = listener;
  if (failed) listener();
}

/**
 * @param {string} key
 * @returns {string | null}
 */
export function load(key) {
  try {
    return localStorage.getItem(key);
  } catch {
    fail();
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
    fail();
  }
}
