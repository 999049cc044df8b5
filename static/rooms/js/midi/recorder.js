/** Some hours of a full room; more would be a burden to the page. */
export const MAX_EVENTS = 400_000;

/** @typedef {{owner: string, key: number, stop: boolean, velocity: number, at: number}} Played  `at` monotonic ms */
/**
 * @typedef {object} Take
 * @property {string} title
 * @property {number} duration  s
 * @property {number} count  of notes
 * @property {import('./write.js').WrittenTrack[]} tracks
 */

/** @typedef {import('./write.js').WrittenNote} WrittenNote */
/** @typedef {{name: string, notes: WrittenNote[], down: Map<number, WrittenNote>}} Player */

/** Takes down what is played, by whom and when. Pure: it is told what happens, and when. */
export class Recorder {
  /** @type {Played[]} */
  #events = [];
  /** @type {Map<string, string>} */
  #names = new Map();
  #startedAt;
  #title;

  /** @param {string} title @param {number} now */
  constructor(title, now) {
    this.#title = title;
    this.#startedAt = now;
  }

  get startedAt() {
    return this.#startedAt;
  }

  get full() {
    return this.#events.length >= MAX_EVENTS;
  }

  /** @param {Played} played @param {string} name  of the player at present */
  add(played, name) {
    if (this.full) return;
    this.#events.push(played);
    this.#names.set(played.owner, name);
  }

  /** What was played until now, as a piece; silence before the first note is left out. @param {number} now @returns {Take} */
  finish(now) {
    const events = this.#events.filter(({ at }) => at >= this.#startedAt && at <= now).sort((a, b) => a.at - b.at);
    const first = events.find(({ stop }) => !stop)?.at ?? now;
    /** @type {Map<string, Player>} */
    const players = new Map();
    for (const { owner, key, stop, velocity, at } of events) {
      const time = (at - first) / 1000;
      /** @type {Player} */
      const player = players.get(owner) ?? { name: this.#names.get(owner) ?? '', notes: [], down: new Map() };
      const before = player.down.get(key);
      if (before) before.end = time;
      player.down.delete(key);
      if (stop) continue;
      const note = { key, velocity, start: time, end: (now - first) / 1000 };
      player.notes.push(note);
      player.down.set(key, note);
      players.set(owner, player);
    }
    const tracks = [...players.values()].map(({ name, notes }) => ({ name, notes }));
    const count = tracks.reduce((sum, { notes }) => sum + notes.length, 0);
    return { title: this.#title, duration: (now - first) / 1000, count, tracks };
  }
}
