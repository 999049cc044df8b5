import { isColor } from '../util/color.js';
import { readTag } from './tag.js';

/** @typedef {import('../types.js').Participant} Participant */

const FALLBACK_COLOR = '#7b8794';
const MAX_TEXT = 4096;
const MAX_NAME = 100;
const MAX_ROOM_ID = 512;
const MOST_PEOPLE = 10_000;
// Ids are names of people in maps and attributes; the contract's are 24 hex digits, other servers have others.
const ID = /^[\x21-\x7e]{1,64}$/;
const LONE_SURROGATE = /\p{Surrogate}/gu;
/** The last instant that a Date can hold. */
const END_OF_TIME = 8.64e15;
// Percent of the window; further out is out of sight all the same.
const FAR = 1000;

/** @param {unknown} value @returns {value is Record<string, unknown>} */
export function isObject(value) {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** @param {unknown} value @param {number} [most] @returns {string} empty when it is not a usable string */
export function text(value, most = MAX_TEXT) {
  return typeof value === 'string' ? value.slice(0, most).replace(LONE_SURROGATE, '\ufffd') : '';
}

/** @param {unknown} value @returns {string} empty when nobody can be called so */
export function id(value) {
  return typeof value === 'string' && ID.test(value) ? value : '';
}

/** @param {unknown} value @returns {string} empty when no room can be called so: it must survive in an address */
function roomId(value) {
  if (typeof value !== 'string' || value.length > MAX_ROOM_ID) return '';
  return value.trim() === '' || value.search(LONE_SURROGATE) >= 0 ? '' : value;
}

/** Positions come as strings with two decimals, or as numbers before the first move. @param {unknown} value */
export function number(value) {
  const n = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof n === 'number' && Number.isFinite(n) ? n : null;
}

/** @param {unknown} value @param {number} least @param {number} most @returns {number | null} moved within the limits */
export function within(value, least, most) {
  const n = number(value);
  return n === null ? null : Math.min(most, Math.max(least, n));
}

/** @param {unknown} value */
export const place = (value) => within(value, -FAR, FAR);

/** @param {unknown} value @returns {number | null} ms since the epoch, of an instant that there is */
export function instant(value) {
  const n = number(value);
  return n !== null && n >= 0 && n <= END_OF_TIME ? n : null;
}

/**
 * What can be read of a list; the rest is left out. Longer ones than anybody needs are cut.
 * @template T
 * @param {unknown[]} values
 * @param {(value: unknown) => T | null} read
 * @param {number} most
 * @returns {T[]}
 */
export function readable(values, read, most) {
  return /** @type {T[]} */ (values.slice(0, most).map(read).filter((value) => value !== null));
}

/** @param {unknown} value @returns {string} */
export function color(value) {
  return isColor(value) ? value.toLowerCase() : FALLBACK_COLOR;
}

/** @param {unknown} value @returns {import('../types.js').Point} */
function point(value) {
  const at = isObject(value) ? value : {};
  return { x: place(at.x) ?? 50, y: place(at.y) ?? 50 };
}

/** @param {unknown} value @returns {Participant | null} */
export function participant(value) {
  if (!isObject(value)) return null;
  const own = id(value.id) || id(value._id);
  if (!own) return null;
  return {
    id: own,
    name: text(value.name, MAX_NAME) || 'Anonymous',
    color: color(value.color),
    x: place(value.x) ?? 200,
    y: place(value.y) ?? 100,
    afk: value.afk === true,
    vanished: value.vanished === true,
    tag: readTag(value.tag),
  };
}

/** @param {unknown} value @returns {import('../types.js').Crown | undefined} */
function crown(value) {
  if (!isObject(value)) return undefined;
  return {
    userId: id(value.userId) || undefined,
    participantId: id(value.participantId) || undefined,
    time: instant(value.time) ?? 0,
    startPos: point(value.startPos),
    endPos: point(value.endPos),
  };
}

/** @param {unknown} value @returns {import('../types.js').RoomSettings} */
function settings(value) {
  const set = isObject(value) ? value : {};
  return {
    visible: set.visible !== false,
    chat: set.chat !== false,
    crownsolo: set.crownsolo === true,
    'no cussing': set['no cussing'] === true,
    noindex: set.noindex === true,
    allowBots: set.allowBots !== false,
    color: isColor(set.color) ? set.color.toLowerCase() : '#3b5054',
    color2: isColor(set.color2) ? set.color2.toLowerCase() : undefined,
    limit: Math.round(within(set.limit, 0, MOST_PEOPLE) ?? 50),
    minOnlineTime: within(set.minOnlineTime, 0, END_OF_TIME) ?? undefined,
    lobby: set.lobby === true || undefined,
    owner_id: id(set.owner_id) || undefined,
  };
}

/** @param {unknown} value @returns {import('../types.js').RoomInfo | null} */
export function roomInfo(value) {
  if (!isObject(value)) return null;
  const name = roomId(value._id) || roomId(value.id);
  if (!name) return null;
  return {
    id: name,
    count: Math.round(within(value.count, 0, MOST_PEOPLE) ?? 0),
    settings: settings(value.settings),
    crown: crown(value.crown),
    banned: value.banned === true,
    changed: 0,
  };
}
