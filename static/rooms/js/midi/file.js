// Standard MIDI files as bytes: chunks, variable lengths, running status. Pure; what events mean is song.js's business.

/** @typedef {'notMidi' | 'broken' | 'unsupported' | 'empty' | 'tooLarge' | 'tooManyNotes' | 'unreadable'} FaultCode */

/** What is wrong with a file; the code is for the visitor's words. */
export class MidiFault extends Error {
  /** @param {FaultCode} code */
  constructor(code) {
    super(code);
    this.code = code;
  }
}

/**
 * @typedef {object} MidiEvent
 * @property {number} tick  since the start of the track
 * @property {number} status  of channel events with the channel in its low bits; 0xff = meta
 * @property {number} first  first data byte; of meta events their type
 * @property {number} second
 * @property {Uint8Array} [data]  of meta events
 */

/**
 * @typedef {object} MidiFile
 * @property {number} format  0 or 1
 * @property {number} division  ticks in a quarter note; with `perSecond` in a second
 * @property {boolean} perSecond
 * @property {MidiEvent[][]} tracks
 */

const META = 0xff;
const END_OF_TRACK = 0x2f;
const HEADER = 'MThd';
const TRACK = 'MTrk';

/** Reads on from where it is, and never beyond its end. */
class Cursor {
  #bytes;
  at = 0;

  /** @param {Uint8Array} bytes */
  constructor(bytes) {
    this.#bytes = bytes;
  }

  get left() {
    return this.#bytes.length - this.at;
  }

  byte() {
    if (this.left < 1) throw new MidiFault('broken');
    return this.#bytes[this.at++];
  }

  /** @param {number} bytes */
  number(bytes) {
    let value = 0;
    for (let i = 0; i < bytes; i++) value = value * 256 + this.byte();
    return value;
  }

  /** A number in sevens of bits, four bytes at most. */
  variable() {
    let value = 0;
    for (let i = 0; i < 4; i++) {
      const byte = this.byte();
      value = value * 128 + (byte & 0x7f);
      if (byte < 0x80) return value;
    }
    throw new MidiFault('broken');
  }

  /** @param {number} length */
  take(length) {
    if (length > this.left) throw new MidiFault('broken');
    this.at += length;
    return this.#bytes.subarray(this.at - length, this.at);
  }

  name() {
    return String.fromCharCode(...this.take(4));
  }
}

/**
 * @param {Uint8Array} bytes
 * @returns {MidiFile}
 * @throws {MidiFault} notMidi, unsupported, broken
 */
export function readFile(bytes) {
  const cursor = new Cursor(bytes);
  if (cursor.left < 14 || cursor.name() !== HEADER) throw new MidiFault('notMidi');
  const header = new Cursor(cursor.take(cursor.number(4)));
  const format = header.number(2);
  header.number(2);
  const timing = header.number(2);
  if (format > 1) throw new MidiFault('unsupported');
  const tracks = [];
  // The count of the header is often wrong; chunks of unknown kinds are to be passed over.
  while (cursor.left >= 8) {
    const name = cursor.name();
    const chunk = cursor.take(cursor.number(4));
    if (name === TRACK) tracks.push(readTrack(new Cursor(chunk)));
  }
  if (tracks.length === 0) throw new MidiFault('broken');
  return { format, tracks, ...divisionOf(timing) };
}

/** @param {number} timing  quarter notes, or frames of film: then the high byte is negative */
function divisionOf(timing) {
  const perSecond = timing >= 0x8000;
  const division = perSecond ? (256 - (timing >> 8)) * (timing & 0xff) : timing;
  if (division <= 0) throw new MidiFault('broken');
  return { division, perSecond };
}

/** @param {Cursor} cursor */
function readTrack(cursor) {
  /** @type {MidiEvent[]} */
  const events = [];
  let tick = 0;
  let running = 0;
  while (cursor.left > 0) {
    tick += cursor.variable();
    const byte = cursor.byte();
    if (byte === META) {
      const first = cursor.byte();
      const data = cursor.take(cursor.variable());
      events.push({ tick, status: META, first, second: 0, data });
      if (first === END_OF_TRACK) break;
    } else if (byte >= 0xf0) {
      // System exclusive: for one maker's machine only.
      cursor.take(cursor.variable());
      running = 0;
    } else {
      running = byte >= 0x80 ? byte : running;
      if (running === 0) throw new MidiFault('broken');
      const first = byte >= 0x80 ? cursor.byte() : byte;
      const short = (running & 0xe0) === 0xc0;
      events.push({ tick, status: running, first, second: short ? 0 : cursor.byte() });
    }
  }
  return events;
}
