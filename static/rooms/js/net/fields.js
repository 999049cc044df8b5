import { isColor } from '../util/color.js';
import { readTag } from './tag.js';

/** @typedef {import('../types.js').Participant} Participant */

const FALLBACK_COLOR = '#7b8794';
const MAX_TEXT = 4096;

/** @param {unknown} value @returns {value is Record<string, unknown>} */
export function isObject(value) {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** @param {unknown} value @returns {string} empty when it is not a usable string */
export function text(value) {
  return typeof value === 'string' ? value.slice(0, MAX_TEXT) : '';
}

/** Positions come as strings with two decimals, or as numbers before the first move. @param {unknown} value */
export function number(value) {
  const n = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof n === 'number' && Number.isFinite(n) ? n : null;
}

/** @param {unknown} value @returns {string} */
export function color(value) {
  return isColor(value) ? value.toLowerCase() : FALLBACK_COLOR;
}

/** @param {unknown} value @returns {import('../types.js').Point} */
function point(value) {
  const at = isObject(value) ? value : {};
  return { x: number(at.x) ?? 50, y: number(at.y) ?? 50 };
}

/** @param {unknown} value @returns {Participant | null} */
export function participant(value) {
  if (!isObject(value)) return null;
  const id = text(value.id) || text(value._id);
  if (!id) return null;
  return {
    id,
    name: text(value.name) || 'Anonymous',
    color: color(value.color),
    x: number(value.x) ?? 200,
    y: number(value.y) ?? 100,
    afk: value.afk === true,
    vanished: value.vanished === true,
    tag: readTag(value.tag),
  };
}

/** @param {unknown} value @returns {import('../types.js').Crown | undefined} */
function crown(value) {
  if (!isObject(value)) return undefined;
  return {
    userId: text(value.userId) || undefined,
    participantId: text(value.participantId) || undefined,
    time: number(value.time) ?? 0,
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
    limit: Math.max(0, Math.round(number(set.limit) ?? 50)),
    minOnlineTime: number(set.minOnlineTime) ?? undefined,
    lobby: set.lobby === true || undefined,
    owner_id: text(set.owner_id) || undefined,
  };
}

/** @param {unknown} value @returns {import('../types.js').RoomInfo | null} */
export function roomInfo(value) {
  if (!isObject(value)) return null;
  const id = text(value._id) || text(value.id);
  if (!id) return null;
  return {
    id,
    count: Math.max(0, number(value.count) ?? 0),
    settings: settings(value.settings),
    crown: crown(value.crown),
    banned: value.banned === true,
  };
}
