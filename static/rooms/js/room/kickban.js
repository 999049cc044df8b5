import { load, save } from '../util/storage.js';
import { isObject } from '../net/fields.js';

// The wire has no field for why somebody was kept out. The reason is told the room, if one likes, and noted here.

const USUAL_MINUTES = [0, 1, 5, 15, 30, 60];

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

/** Some lengths to choose from, the longest among them. @param {number} most  whole minutes */
export const presetMinutes = (most) => [...USUAL_MINUTES.filter((minutes) => minutes < most), most];

/**
 * @param {number} minutes
 * @param {number} most
 * @returns {number | null} whole minutes from 0 to `most`; null if there are none
 */
export function kickbanMinutes(minutes, most) {
  const whole = Math.round(minutes);
  return whole >= 0 && whole <= most ? whole : null;
}
