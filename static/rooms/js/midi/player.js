import { createEmitter } from '../util/emitter.js';

/** How often it looks what comes next, and how far ahead. */
const PERIOD_MS = 25;
const AHEAD_S = 0.12;
/** Timers of hidden pages come once a second. */
const AHEAD_HIDDEN_S = 1.3;
/** This part of the quota is left to the visitor's own fingers. */
const RESERVE = 0.15;

/** @typedef {import('./song.js').Song} Song */
/** @typedef {'empty' | 'playing' | 'paused'} Phase */
/**
 * @typedef {object} Parts
 * @property {Pick<import('../play/noteOut.js').NoteOut, 'start' | 'end'>} notes
 * @property {() => {points: number, max: number}} quota
 * @property {() => number} now  monotonic ms
 * @property {() => boolean} hidden
 */

/** Plays a song into the room as far as quota and rules allow. What the quota cannot pay is left out and counted. */
export class SongPlayer {
  #parts;
  /** @type {Song | null} */
  #song = null;
  /** @type {Phase} */
  #phase = 'empty';
  #timer = 0;
  /** Monotonic ms at which second 0 is, or would have been. */
  #zeroAt = 0;
  /** Seconds up to which notes are given out. */
  #horizon = 0;
  #nextStart = 0;
  #nextEnd = 0;
  /** @type {Map<string, {key: number, hand: string, part: number}>} */
  #held = new Map();
  /** @type {Set<number>} */
  #muted = new Set();
  #leftOut = 0;
  /** @type {import('../util/emitter.js').Emitter<{change: null, forbidden: {reason: 'crownsolo' | 'vanished'}}>} */
  events = createEmitter();

  /** @param {Parts} parts */
  constructor(parts) {
    this.#parts = parts;
  }

  get phase() {
    return this.#phase;
  }

  get song() {
    return this.#song;
  }

  /** How many notes the quota could not pay. */
  get leftOut() {
    return this.#leftOut;
  }

  /** s */
  get position() {
    if (this.#phase !== 'playing') return this.#horizon;
    return Math.min(this.#song?.duration ?? 0, Math.max(0, (this.#parts.now() - this.#zeroAt) / 1000));
  }

  /** @param {number} part */
  isMuted(part) {
    return this.#muted.has(part);
  }

  /** @param {Song} song @param {boolean} drums  whether drums are played, too */
  load(song, drums) {
    this.unload();
    this.#song = song;
    this.#muted = new Set(song.parts.flatMap((part, index) => (part.drums && !drums ? [index] : [])));
    this.#leftOut = 0;
    this.#go(0);
    this.#become('paused');
  }

  unload() {
    this.pause();
    this.#song = null;
    this.#become('empty');
  }

  play() {
    if (!this.#song || this.#phase === 'playing') return;
    if (this.#horizon >= this.#song.duration) this.#go(0);
    this.#zeroAt = this.#parts.now() - this.#horizon * 1000;
    this.#timer = setInterval(() => this.#tick(), PERIOD_MS);
    this.#become('playing');
    this.#tick();
  }

  pause() {
    if (this.#phase !== 'playing') return;
    clearInterval(this.#timer);
    // What is given out already will be heard; it goes on after that.
    this.#letGo();
    this.#become('paused');
  }

  /** @param {number} seconds */
  seek(seconds) {
    if (!this.#song) return;
    this.#letGo();
    this.#go(Math.min(this.#song.duration, Math.max(0, seconds)));
    this.#zeroAt = this.#parts.now() - this.#horizon * 1000;
    this.events.emit('change', null);
  }

  /** Back to the beginning. */
  stop() {
    this.pause();
    this.seek(0);
  }

  /** @param {number} part @param {boolean} muted */
  mute(part, muted) {
    if (muted) this.#muted.add(part);
    else this.#muted.delete(part);
    if (muted) this.#letGo((held) => held.part === part);
    this.events.emit('change', null);
  }

  #tick() {
    const song = this.#song;
    if (!song) return;
    const ahead = this.#parts.hidden() ? AHEAD_HIDDEN_S : AHEAD_S;
    this.#horizon = Math.max(this.#horizon, (this.#parts.now() - this.#zeroAt) / 1000 + ahead);
    for (;;) {
      const start = song.starts[this.#nextStart] ?? Infinity;
      const end = song.ends[song.byEnd[this.#nextEnd]] ?? Infinity;
      if (Math.min(start, end) > this.#horizon) break;
      // A key that is struck again where it ends has to end first.
      if (end <= start) this.#end(song, song.byEnd[this.#nextEnd++]);
      else if (!this.#start(song, this.#nextStart++)) return;
    }
    if (this.position >= song.duration) this.#finish();
  }

  /** @param {Song} song @param {number} index @returns {boolean} whether to go on */
  #start(song, index) {
    const part = song.partOf[index];
    if (this.#muted.has(part)) return true;
    const { points, max } = this.#parts.quota();
    if (points < max * RESERVE) {
      this.#leftOut++;
      return true;
    }
    const key = song.keys[index];
    const hand = `file ${part}`;
    const reason = this.#parts.notes.start(key, song.velocities[index], hand, this.#moment(song.starts[index]));
    if (reason === 'crownsolo' || reason === 'vanished') {
      this.pause();
      this.events.emit('forbidden', { reason });
      return false;
    }
    if (reason) this.#leftOut++;
    else this.#held.set(`${hand} ${key}`, { key, hand, part });
    return true;
  }

  /** @param {Song} song @param {number} index */
  #end(song, index) {
    const hand = `file ${song.partOf[index]}`;
    const key = song.keys[index];
    if (this.#held.delete(`${hand} ${key}`)) this.#parts.notes.end(key, hand, this.#moment(song.ends[index]));
  }

  /** Lets go of what is held, at the moment up to which it is given out. */
  #letGo(which = (/** @type {{part: number}} */ _held) => true) {
    for (const [name, held] of this.#held) {
      if (!which(held)) continue;
      this.#held.delete(name);
      this.#parts.notes.end(held.key, held.hand, this.#moment(this.#horizon));
    }
  }

  #finish() {
    clearInterval(this.#timer);
    this.#letGo();
    this.#horizon = this.#song?.duration ?? 0;
    this.#become('paused');
  }

  /** @param {number} seconds */
  #go(seconds) {
    this.#horizon = seconds;
    const song = this.#song;
    if (!song) return;
    this.#nextStart = firstFrom(song.starts.length, (index) => song.starts[index] >= seconds);
    this.#nextEnd = firstFrom(song.byEnd.length, (index) => song.ends[song.byEnd[index]] > seconds);
  }

  /** Monotonic ms. @param {number} seconds */
  #moment(seconds) {
    return Math.max(this.#parts.now(), this.#zeroAt + seconds * 1000);
  }

  /** @param {Phase} phase */
  #become(phase) {
    this.#phase = phase;
    this.events.emit('change', null);
  }
}

/** The first of `count` indices from which on something holds. @param {number} count @param {(index: number) => boolean} holds */
function firstFrom(count, holds) {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
