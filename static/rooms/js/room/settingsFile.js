import { isObject } from '../net/fields.js';
import { readSettings } from './settings.js';

// Settings as a file, to take along to another browser.

/** @typedef {import('../types.js').Settings} Settings */

const FORMAT = 'multiplayer-piano-settings';
const VERSION = 1;
/** Larger than any such file is. */
export const MAX_BYTES = 100_000;

/** @param {Settings} settings @returns {string} */
export function writeFile(settings) {
  return JSON.stringify({ format: FORMAT, version: VERSION, settings }, null, 2) + '\n';
}

/**
 * What is unknown or makes no sense in it becomes what it is at the beginning; what is no such file is refused.
 * @param {string} content
 * @returns {Settings | null}
 */
export function readFile(content) {
  /** @type {unknown} */
  let file;
  try {
    file = JSON.parse(content);
  } catch {
    return null;
  }
  if (!isObject(file) || file.format !== FORMAT || file.version !== VERSION || !isObject(file.settings)) return null;
  return readSettings(JSON.stringify(file.settings));
}
