import { KEYS } from '../play/keys.js';
import { now } from '../util/now.js';
import { KeySprite } from './keySprite.js';

const BUSY_FROM = 20;
const CALM_FROM = 12;
/** Whole keyboards that change their ways are dear: not at every breath that a crowd takes. */
const CALM_AFTER_MS = 4000;

/**
 * A key is down while anybody holds it, in the colour of the last who struck it. A few hands move the keys themselves; under
 * many they stay, and are painted as if they were down.
 */
export class Presses {
  #piano;
  #picture;
  /** @type {Set<string>[]} */
  #holders = KEYS.map(() => new Set());
  /** @type {string[]} */
  #colors = KEYS.map(() => '');
  /** @type {Set<number>} */
  #down = new Set();
  #busy = false;
  #busyUntil = 0;
  /** @type {Map<number, KeySprite>} */
  #sprites = new Map();

  /**
   * @param {import('./piano.js').Piano} piano
   * @param {import('./visuals.js').Visuals} visuals
   * @param {import('./picture.js').Picture} picture
   */
  constructor(piano, visuals, picture) {
    this.#piano = piano;
    this.#picture = picture;
    picture.add(piano.surface, this.#paint);
    visuals.on('note', (note) => this.#note(note));
    visuals.on('reset', () => {
      this.#holders.forEach((set) => set.clear());
      this.#down.clear();
      this.#settle();
    });
    piano.onMove(() => {
      this.#sprites.clear();
      if (this.#busy) picture.wake();
    });
  }

  /** @param {import('../types.js').VisualNote} note */
  #note({ key, owner, color, stop }) {
    const holders = this.#holders[key];
    if (stop) {
      holders.delete(owner);
    } else {
      holders.add(owner);
      this.#colors[key] = color;
    }
    if (holders.size > 0) this.#down.add(key);
    else this.#down.delete(key);
    this.#judge();
    if (this.#busy) this.#picture.wake();
    else this.#move(key);
  }

  #judge() {
    const count = this.#down.size;
    if (count >= CALM_FROM) this.#busyUntil = now() + CALM_AFTER_MS;
    const busy = this.#busy ? now() < this.#busyUntil : count > BUSY_FROM;
    if (busy === this.#busy) return;
    this.#busy = busy;
    this.#piano.stiffen(busy);
    this.#sprites.clear();
    this.#settle();
  }

  /** All keys as they are now. */
  #settle() {
    for (const { index } of KEYS) this.#move(index);
    this.#picture.wake();
  }

  /** @param {number} key */
  #move(key) {
    this.#piano.move(key, !this.#busy && this.#down.has(key), this.#colors[key]);
  }

  /** @type {import('./picture.js').Painter} */
  #paint = (pen, { height }) => {
    if (!this.#busy) return false;
    const ratio = pen.getTransform().a;
    // Black keys over white ones.
    for (const black of [false, true]) {
      for (const key of this.#down) {
        if (KEYS[key].black !== black) continue;
        const sprite = this.#spriteOf(key, height, ratio);
        sprite.paint(this.#colors[key]);
        pen.drawImage(sprite.image, sprite.left, 0, sprite.width, sprite.height);
      }
    }
    return false;
  };

  /** @param {number} key @param {number} height @param {number} ratio */
  #spriteOf(key, height, ratio) {
    const known = this.#sprites.get(key);
    if (known?.ratio === ratio) return known;
    const sprite = new KeySprite(this.#piano.range, key, { labels: this.#piano.labelsOf(key), height, ratio });
    this.#sprites.set(key, sprite);
    return sprite;
  }
}
