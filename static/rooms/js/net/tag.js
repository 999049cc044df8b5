import { isColor } from '../util/color.js';

const MAX_TEXT = 40;
export const DEFAULT_TAG_COLOR = '#7b8794';
/** Old servers send a known tag as its text alone. @type {ReadonlyMap<string, string>} */
const KNOWN = new Map([
  ['BOT', '#5555ff'],
  ['MOD', '#00aa00'],
  ['TRIAL MOD', '#ffbb00'],
  ['ADMIN', '#ff5555'],
  ['OWNER', '#aa0000'],
  ['MEDIA', '#ff55ff'],
  ['DEV', '#5500ff'],
]);

/**
 * Tags, unlike all else, may have the short form.
 * @param {unknown} value
 * @returns {string | null} six digits, lower case
 */
export function tagColor(value) {
  if (isColor(value)) return value.toLowerCase();
  const short = typeof value === 'string' ? /^#([0-9a-f])([0-9a-f])([0-9a-f])$/i.exec(value) : null;
  return short ? '#' + short.slice(1).map((digit) => digit + digit).join('').toLowerCase() : null;
}

/** @param {unknown} value @returns {import('../types.js').Tag | undefined} */
export function readTag(value) {
  const { text, color } = typeof value === 'string' ? { text: value, color: undefined } : Object(value);
  if (typeof text !== 'string' || text.trim() === '') return undefined;
  const short = text.trim().slice(0, MAX_TEXT);
  return { text: short, color: tagColor(color) ?? KNOWN.get(short) ?? DEFAULT_TAG_COLOR };
}
