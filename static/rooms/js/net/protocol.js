import { keyIndex } from '../play/keys.js';
import { stripTags } from '../util/text.js';
import { isObject, number, participant, roomInfo, text } from './fields.js';

/** @typedef {import('../types.js').ServerMessage} ServerMessage */
/** @typedef {Record<string, unknown>} Raw */

const REPLY_ID = /^[0-9a-z]{1,32}$/;
const DEFAULT_VELOCITY = 0.5;
const DEFAULT_NOTICE_MS = 30_000;
export const MAX_DELAY_MS = 200;

/** @param {Raw} raw @returns {ServerMessage | null} */
function hi(raw) {
  const t = number(raw.t);
  const user = participant(raw.u);
  if (t === null || !user) return null;
  /** @type {Record<string, boolean>} */
  const permissions = {};
  if (isObject(raw.permissions)) {
    for (const [name, granted] of Object.entries(raw.permissions)) permissions[name] = granted === true;
  }
  return { m: 'hi', t, user, permissions, token: text(raw.token) || undefined, motd: stripTags(text(raw.motd)) };
}

/** @param {Raw} raw @returns {ServerMessage | null} */
function ch(raw) {
  const room = roomInfo(raw.ch);
  if (!room || !Array.isArray(raw.ppl)) return null;
  const people = raw.ppl.map(participant).filter((p) => p !== null);
  return { m: 'ch', room, people, p: text(raw.p) || undefined };
}

/** @param {unknown} value @returns {import('../types.js').Note | null} */
function note(value) {
  if (!isObject(value)) return null;
  const key = keyIndex(value.n);
  if (key < 0) return null;
  const delay = Math.min(MAX_DELAY_MS, Math.max(0, number(value.d) ?? 0));
  const velocity = Math.min(1, Math.max(0, number(value.v) ?? DEFAULT_VELOCITY));
  return { key, delay, velocity, stop: Boolean(value.s) };
}

/** @param {Raw} raw @returns {ServerMessage | null} */
function n(raw) {
  const t = number(raw.t);
  const p = text(raw.p);
  if (t === null || !p || !Array.isArray(raw.n)) return null;
  const notes = raw.n.map(note).filter((x) => x !== null);
  return notes.length ? { m: 'n', p, t, notes } : null;
}

/** @param {Raw} raw @returns {import('../types.js').ChatLine | null} */
function chatLine(raw) {
  const sender = participant(raw.m === 'dm' ? raw.sender : raw.p);
  if (!sender || typeof raw.a !== 'string') return null;
  const recipient = raw.m === 'dm' ? participant(raw.recipient) : null;
  if (raw.m === 'dm' && !recipient) return null;
  const replyTo = REPLY_ID.test(text(raw.r)) ? text(raw.r) : undefined;
  const id = REPLY_ID.test(text(raw.id)) ? text(raw.id) : '';
  return { id, time: number(raw.t) ?? 0, text: text(raw.a), sender, recipient: recipient ?? undefined, replyTo };
}

/** @param {Raw} raw @returns {ServerMessage | null} */
function notification(raw) {
  const body = text(raw.text) || stripTags(text(raw.html));
  const title = text(raw.title);
  if (!body && !title) return null;
  const notice = { id: text(raw.id), title, text: body, duration: number(raw.duration) ?? DEFAULT_NOTICE_MS };
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
  t: (raw) => {
    const t = number(raw.t);
    return t === null ? null : { m: 't', t, e: number(raw.e) ?? undefined };
  },
  p: (raw) => {
    const person = participant(raw);
    return person && { m: 'p', person };
  },
  bye: (raw) => (text(raw.p) ? { m: 'bye', p: text(raw.p) } : null),
  m: (raw) => {
    const [x, y] = [number(raw.x), number(raw.y)];
    return x === null || y === null || !text(raw.id) ? null : { m: 'm', id: text(raw.id), x, y };
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
    return { m: 'c', lines: raw.c.filter(isObject).map(chatLine).filter((x) => x !== null) };
  },
  ls: (raw) => {
    if (!Array.isArray(raw.u)) return null;
    return { m: 'ls', complete: raw.c === true, rooms: raw.u.map(roomInfo).filter((x) => x !== null) };
  },
};

/**
 * Reads a text frame. What is malformed is left out and counted; nothing here throws.
 * @param {unknown} data
 * @returns {{messages: ServerMessage[], dropped: number, raw: Raw[]}} `raw`: what is well-formed enough to have a name
 */
export function decode(data) {
  /** @type {unknown} */
  let frame;
  try {
    frame = JSON.parse(String(data));
  } catch {
    return { messages: [], dropped: 1, raw: [] };
  }
  if (!Array.isArray(frame)) return { messages: [], dropped: 1, raw: [] };
  /** @type {ServerMessage[]} */
  const messages = [];
  const raw = frame.filter(isObject).filter((object) => text(object.m));
  for (const object of raw) {
    const name = text(object.m);
    const message = Object.hasOwn(readers, name) ? readers[name](object) : null;
    if (message) messages.push(message);
  }
  return { messages, dropped: frame.length - messages.length, raw };
}
