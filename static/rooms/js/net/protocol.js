import { keyIndex } from '../play/keys.js';
import { stripTags } from '../util/text.js';
import { id, instant, isObject, number, participant, place, readable, roomInfo, text, within } from './fields.js';

/** @typedef {import('../types.js').ServerMessage} ServerMessage */
/** @typedef {Record<string, unknown>} Raw */

const APPEAL_CODE = /^[\w-]{8,32}$/;
const REPLY_ID = /^[0-9a-z]{1,32}$/;
const DEFAULT_VELOCITY = 0.5;
const DEFAULT_NOTICE_MS = 30_000;
// Further ahead than any music is sent; how much the server lets through is its own setting.
const MAX_DELAY_MS = 10_000;
const MAX_TOKEN = 512;
/** Characters of a frame; a room full of people with long names is a hundredth of it. */
const MAX_FRAME = 4 * 1024 * 1024;
/** Messages of a frame, and entries of a list in one. */
const MOST = { messages: 10_000, people: 500, notes: 2000, lines: 256, rooms: 5000, permissions: 100 };

/** @param {unknown} value */
function permissions(value) {
  const granted = Object.entries(isObject(value) ? value : {}).slice(0, MOST.permissions);
  // Not by assignment: a permission may be called __proto__.
  return Object.fromEntries(granted.map(([name, given]) => [name, given === true]));
}

/** @param {Raw} raw @returns {ServerMessage | null} */
function hi(raw) {
  const t = instant(raw.t);
  const user = participant(raw.u);
  if (t === null || !user) return null;
  const token = typeof raw.token === 'string' && raw.token.length <= MAX_TOKEN ? text(raw.token) : '';
  return { m: 'hi', t, user, permissions: permissions(raw.permissions), token: token || undefined, motd: stripTags(text(raw.motd)) };
}

/** @param {Raw} raw @returns {ServerMessage | null} */
function ch(raw) {
  const room = roomInfo(raw.ch);
  if (!room || !Array.isArray(raw.ppl)) return null;
  return { m: 'ch', room, people: readable(raw.ppl, participant, MOST.people), p: id(raw.p) || undefined };
}

/** @param {unknown} value @returns {import('../types.js').Note | null} */
function note(value) {
  if (!isObject(value)) return null;
  const key = keyIndex(value.n);
  if (key < 0) return null;
  const delay = within(value.d, 0, MAX_DELAY_MS) ?? 0;
  const velocity = within(value.v, 0, 1) ?? DEFAULT_VELOCITY;
  return { key, delay, velocity, stop: Boolean(value.s) };
}

/** @param {Raw} raw @returns {ServerMessage | null} */
function n(raw) {
  const t = instant(raw.t);
  const p = id(raw.p);
  if (t === null || !p || !Array.isArray(raw.n)) return null;
  const notes = readable(raw.n, note, MOST.notes);
  return notes.length ? { m: 'n', p, t, notes } : null;
}

/** @param {unknown} raw @returns {import('../types.js').ChatLine | null} */
function chatLine(raw) {
  if (!isObject(raw)) return null;
  const sender = participant(raw.m === 'dm' ? raw.sender : raw.p);
  if (!sender || typeof raw.a !== 'string') return null;
  const recipient = raw.m === 'dm' ? participant(raw.recipient) : null;
  if (raw.m === 'dm' && !recipient) return null;
  const replyTo = REPLY_ID.test(text(raw.r)) ? text(raw.r) : undefined;
  const own = REPLY_ID.test(text(raw.id)) ? text(raw.id) : '';
  return { id: own, time: instant(raw.t) ?? 0, text: text(raw.a), sender, recipient: recipient ?? undefined, replyTo };
}

/** @param {Raw} raw @returns {ServerMessage | null} */
function notification(raw) {
  const body = text(raw.text) || stripTags(text(raw.html));
  const title = text(raw.title);
  if (!body && !title) return null;
  const appeal = APPEAL_CODE.test(text(raw.appeal)) ? text(raw.appeal) : undefined;
  const duration = number(raw.duration) ?? DEFAULT_NOTICE_MS;
  const notice = { id: text(raw.id), title, text: body, duration, appeal };
  return { m: 'notification', notice };
}

/** @param {Raw} raw @returns {ServerMessage | null} */
function nq(raw) {
  const [allowance, max, maxHistLen] = [number(raw.allowance), number(raw.max), number(raw.maxHistLen)];
  if (allowance === null || max === null || maxHistLen === null) return null;
  if (allowance <= 0 || max <= 0 || maxHistLen < 1 || maxHistLen > 100) return null;
  return { m: 'nq', quota: { allowance, max, maxHistLen } };
}

/** @type {Record<string, (raw: Raw) => ServerMessage | null>} */
const readers = {
  // The code a server sends with `b` is never looked at, let alone run.
  b: () => ({ m: 'b' }),
  // Means something to users' scripts only, which get it as it came.
  custom: () => ({ m: 'custom' }),
  hi,
  ch,
  n,
  notification,
  nq,
  permissions: (raw) => ({ m: 'permissions', permissions: permissions(raw.permissions) }),
  t: (raw) => {
    const t = instant(raw.t);
    return t === null ? null : { m: 't', t, e: number(raw.e) ?? undefined };
  },
  p: (raw) => {
    const person = participant(raw);
    return person && { m: 'p', person };
  },
  bye: (raw) => (id(raw.p) ? { m: 'bye', p: id(raw.p) } : null),
  m: (raw) => {
    const [x, y] = [place(raw.x), place(raw.y)];
    return x === null || y === null || !id(raw.id) ? null : { m: 'm', id: id(raw.id), x, y };
  },
  a: (raw) => {
    const line = chatLine(raw);
    return line && { m: 'a', line };
  },
  dm: (raw) => {
    const line = chatLine(raw);
    return line && { m: 'dm', line };
  },
  c: (raw) => {
    if (!Array.isArray(raw.c)) return null;
    return { m: 'c', lines: readable(raw.c.slice(-MOST.lines), chatLine, MOST.lines) };
  },
  ls: (raw) => {
    if (!Array.isArray(raw.u)) return null;
    return { m: 'ls', complete: raw.c === true, rooms: readable(raw.u, roomInfo, MOST.rooms) };
  },
};

/**
 * Reads a text frame. What is malformed is left out and counted; nothing here throws.
 * @param {unknown} data
 * @returns {{messages: ServerMessage[], dropped: number, raw: Raw[]}} `raw`: the same and those of types that are not
 *   known here, as they came
 */
export function decode(data) {
  const frame = parse(data);
  if (!frame) return { messages: [], dropped: 1, raw: [] };
  /** @type {ServerMessage[]} */
  const messages = [];
  /** @type {Raw[]} */
  const raw = [];
  for (const object of frame.slice(0, MOST.messages)) {
    if (!isObject(object) || typeof object.m !== 'string') continue;
    const known = Object.hasOwn(readers, object.m);
    const message = known ? readers[object.m](object) : null;
    if (message) messages.push(message);
    if (message || !known) raw.push(object);
  }
  return { messages, dropped: frame.length - messages.length, raw };
}

/** @param {unknown} data @returns {unknown[] | null} */
function parse(data) {
  if (typeof data !== 'string' || data.length > MAX_FRAME) return null;
  try {
    const frame = JSON.parse(data);
    return Array.isArray(frame) ? frame : null;
  } catch {
    return null;
  }
}
