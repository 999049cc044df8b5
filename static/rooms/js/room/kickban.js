import { load, save } from '../util/storage.js';
import { isObject } from '../net/fields.js';

// The wire has no field for why somebody was kept out. The reason is told the room, if one likes, and noted here.

export const PRESET_MINUTES = Object.freeze([0, 1, 5, 15, 30, 60]);
export const MAX_MINUTES = 60;

const KEY = 'piano-kickbans';
const MOST = 100;

/** @typedef {{room: string, user: string, reason: string}} BanNote */

/** @param {string | null} stored @returns {BanNote[]} oldest first */
export function readNotes(stored) {
  try {
    const list = JSON.parse(stored ?? '[]');
    return (Array.isArray(list) ? list.filter(isObject) : [])
      .filter(({ room, user, reason }) => [room, user, reason].every((value) => typeof value === 'string'))
      .map(({ room, user, reason }) => ({ room: String(room), user: String(user), reason: String(reason) }))
      .slice(-MOST);
  } catch {
    return [];
  }
}

/**
 * @param {readonly BanNote[]} notes
 * @param {BanNote} note  replaces what was noted of the same person in the same room
 * @returns {BanNote[]}
 */
export function withNote(notes, note) {
  const others = notes.filter(({ room, user }) => room !== note.room || user !== note.user);
  return [...others, ...(note.reason ? [note] : [])].slice(-MOST);
}

/** @param {BanNote} note */
export function keepNote(note) {
  save(KEY, JSON.stringify(withNote(readNotes(load(KEY)), note)));
}

/** Why we kept somebody out, if we noted it. @param {string} room @param {string} user */
export function noteOf(room, user) {
  return readNotes(load(KEY)).find((note) => note.room === room && note.user === user)?.reason ?? '';
}

/**
 * @param {number} minutes
 * @returns {number | null} whole minutes that the server takes; null if it would not
 */
export function kickbanMinutes(minutes) {
  const whole = Math.round(minutes);
  return whole >= 0 && whole <= MAX_MINUTES ? whole : null;
}
