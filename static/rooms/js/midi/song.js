import { FIRST_MIDI, KEY_COUNT } from '../play/keys.js';
import { MidiFault, readFile } from './file.js';
import { DRUMS, readMessage } from './message.js';
import { tempoMap } from './tempo.js';

// What a MIDI file means to a piano: notes in seconds, by parts that can be muted.

export const MAX_NOTES = 500_000;
const META = 0xff;
const TRACK_NAME = 0x03;
/** The pedal of a file is up or down. */
const DOWN = 0.5;
/** Shorter notes would end before they are heard. */
const SHORTEST_S = 0.02;

/** @typedef {{name: string, channel: number, notes: number, drums: boolean}} Part  `name` may be empty */
/**
 * Notes as columns, by their start, so that half a million of them cross from a worker at once.
 * @typedef {object} Song
 * @property {string} title  of the file; may be empty
 * @property {number} duration  s
 * @property {Part[]} parts
 * @property {Float64Array} starts  s
 * @property {Float64Array} ends  s
 * @property {Uint8Array} keys
 * @property {Float32Array} velocities  0–1
 * @property {Uint16Array} partOf
 * @property {Uint32Array} byEnd  indices of the notes by their end
 */

/** @typedef {{key: number, velocity: number, start: number, end: number, part: number}} SongNote */

/**
 * @param {Uint8Array} bytes  of a standard MIDI file
 * @returns {Song}
 * @throws {MidiFault}
 */
export function readSong(bytes) {
  const file = readFile(bytes);
  const seconds = tempoMap(file);
  /** @type {Part[]} */
  const parts = [];
  /** @type {SongNote[]} */
  const notes = [];
  for (const events of file.tracks) readPart(events, seconds, parts, notes);
  if (notes.length === 0) throw new MidiFault('empty');
  notes.sort((a, b) => a.start - b.start);
  // The first track of a file of several names the piece.
  const title = file.format === 1 || parts.length > 1 ? nameOf(file.tracks[0]) : parts[0].name;
  return { title, parts, ...columns(notes) };
}

/**
 * A track of several channels is several parts.
 * @param {import('./file.js').MidiEvent[]} events
 * @param {(tick: number) => number} seconds
 * @param {Part[]} parts
 * @param {SongNote[]} notes
 */
function readPart(events, seconds, parts, notes) {
  const name = nameOf(events);
  /** @type {Map<number, Hand>} */
  const hands = new Map();
  for (const { tick, status, first, second } of events) {
    if (status === META) continue;
    const message = readMessage([status, first, second]);
    if (!message) continue;
    const hand = hands.get(message.channel) ?? new Hand(notes);
    hands.set(message.channel, hand);
    if (message.type === 'on' && hand.part < 0) {
      hand.part = parts.push({ name, channel: message.channel, notes: 0, drums: message.channel === DRUMS }) - 1;
    }
    hand.receive(message, seconds(tick));
  }
  const end = seconds(events.at(-1)?.tick ?? 0);
  for (const hand of hands.values()) {
    hand.finish(end);
    if (hand.part >= 0) parts[hand.part].notes = hand.count;
  }
}

/** One channel of a track: which of its keys are down, and its pedal. */
class Hand {
  /** @type {Map<number, SongNote>} */
  #down = new Map();
  /** @type {Map<number, SongNote>} let go while the pedal is down */
  #sustained = new Map();
  #pedal = false;
  #notes;
  part = -1;
  count = 0;

  /** @param {SongNote[]} notes  where finished notes go */
  constructor(notes) {
    this.#notes = notes;
  }

  /** @param {import('./message.js').MidiMessage} message @param {number} at */
  receive(message, at) {
    if (message.type === 'on') this.#strike(message, at);
    else if (message.type === 'off') this.#lift(message.note, at);
    else if (message.type === 'silence') this.finish(at);
    else if (message.type === 'pedal') {
      this.#pedal = message.level >= DOWN;
      if (!this.#pedal) this.#end(this.#sustained, at);
    }
  }

  /** @param {number} at */
  finish(at) {
    this.#end(this.#down, at);
    this.#end(this.#sustained, at);
  }

  /** @param {{note: number, velocity: number}} message @param {number} at */
  #strike({ note, velocity }, at) {
    for (const map of [this.#down, this.#sustained]) {
      const before = map.get(note);
      if (before) before.end = at;
      map.delete(note);
    }
    const key = note - FIRST_MIDI;
    if (key < 0 || key >= KEY_COUNT) return;
    if (this.#notes.length >= MAX_NOTES) throw new MidiFault('tooManyNotes');
    const struck = { key, velocity, start: at, end: at, part: this.part };
    this.#notes.push(struck);
    this.#down.set(note, struck);
    this.count++;
  }

  /** @param {number} note @param {number} at */
  #lift(note, at) {
    const struck = this.#down.get(note);
    if (!struck) return;
    this.#down.delete(note);
    if (this.#pedal) this.#sustained.set(note, struck);
    else struck.end = at;
  }

  /** @param {Map<number, SongNote>} map @param {number} at */
  #end(map, at) {
    for (const note of map.values()) note.end = at;
    map.clear();
  }
}

/** @param {import('./file.js').MidiEvent[]} events */
function nameOf(events) {
  const meta = events.find(({ status, first }) => status === META && first === TRACK_NAME);
  return meta?.data ? decodeText(meta.data) : '';
}

/** Files of today say UTF-8, older ones Latin-1. @param {Uint8Array} data */
function decodeText(data) {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(data).replace(/\0/g, '').trim();
  } catch {
    return new TextDecoder('windows-1252').decode(data).replace(/\0/g, '').trim();
  }
}

/** @param {SongNote[]} notes */
function columns(notes) {
  const starts = Float64Array.from(notes, (note) => note.start);
  const ends = Float64Array.from(notes, (note) => Math.max(note.end, note.start + SHORTEST_S));
  return {
    duration: ends.reduce((most, end) => Math.max(most, end), 0),
    starts,
    ends,
    keys: Uint8Array.from(notes, (note) => note.key),
    velocities: Float32Array.from(notes, (note) => note.velocity),
    partOf: Uint16Array.from(notes, (note) => note.part),
    byEnd: Uint32Array.from(notes, (_, index) => index).sort((a, b) => ends[a] - ends[b]),
  };
}
