// Writes standard MIDI files of format 1: a track for the tempo, then one for each player.

import { FIRST_MIDI } from '../play/keys.js';

const DIVISION = 480;
const TEMPO_US = 500_000;
const TICKS_PER_S = (DIVISION * 1e6) / TEMPO_US;
const DRUM_CHANNEL = 9;

/** @typedef {{key: number, velocity: number, start: number, end: number}} WrittenNote  s; velocity 0–1 */
/** @typedef {{name: string, notes: WrittenNote[]}} WrittenTrack */

/**
 * @param {string} title
 * @param {WrittenTrack[]} tracks
 * @returns {Uint8Array<ArrayBuffer>}
 */
export function writeFile(title, tracks) {
  const chunks = [tempoTrack(title), ...tracks.map(noteTrack)];
  const header = [...number(1, 2), ...number(chunks.length, 2), ...number(DIVISION, 2)];
  const bytes = [chunk('MThd', header), ...chunks.map((data) => chunk('MTrk', data))];
  const file = new Uint8Array(bytes.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of bytes) {
    file.set(part, at);
    at += part.length;
  }
  return file;
}

/** @param {string} title */
function tempoTrack(title) {
  return [...text(0x03, title), 0, 0xff, 0x51, 3, ...number(TEMPO_US, 3), 0, 0xff, 0x58, 4, 4, 2, 24, 8, ...endOfTrack()];
}

/** @param {WrittenTrack} track @param {number} index */
function noteTrack({ name, notes }, index) {
  // Channel 10 is the drums' everywhere.
  const channel = (index % 15) + (index % 15 >= DRUM_CHANNEL ? 1 : 0);
  const events = notes.flatMap(({ key, velocity, start, end }) => {
    const loud = Math.min(127, Math.max(1, Math.round(velocity * 127)));
    const from = Math.round(start * TICKS_PER_S);
    const to = Math.max(from + 1, Math.round(end * TICKS_PER_S));
    return [
      { tick: from, order: 1, data: [0x90 + channel, key + FIRST_MIDI, loud] },
      { tick: to, order: 0, data: [0x80 + channel, key + FIRST_MIDI, 0] },
    ];
  });
  events.sort((a, b) => a.tick - b.tick || a.order - b.order);
  const bytes = [...text(0x03, name), 0, 0xc0 + channel, 0];
  let tick = 0;
  for (const event of events) {
    bytes.push(...variable(event.tick - tick), ...event.data);
    tick = event.tick;
  }
  bytes.push(...endOfTrack());
  return bytes;
}

/** @param {string} name @param {number[]} data */
function chunk(name, data) {
  const bytes = new Uint8Array(8 + data.length);
  bytes.set([...name].map((letter) => letter.charCodeAt(0)));
  bytes.set(number(data.length, 4), 4);
  bytes.set(data, 8);
  return bytes;
}

/** @param {number} type @param {string} words */
function text(type, words) {
  const data = new TextEncoder().encode(words);
  return [0, 0xff, type, ...variable(data.length), ...data];
}

const endOfTrack = () => [0, 0xff, 0x2f, 0];

/** @param {number} value @param {number} bytes */
function number(value, bytes) {
  return Array.from({ length: bytes }, (_, i) => Math.floor(value / 256 ** (bytes - 1 - i)) % 256);
}

/** In sevens of bits. @param {number} value */
function variable(value) {
  const bytes = [value & 0x7f];
  for (let rest = Math.floor(value / 128); rest > 0; rest = Math.floor(rest / 128)) bytes.unshift((rest & 0x7f) | 0x80);
  return bytes;
}
