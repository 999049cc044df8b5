import { KEYS } from '../play/keys.js';
import { byId, calmMotion, fillBar } from '../util/dom.js';

const SPEED = 0.16;
const MOST = 400;
const FADE_FROM = 0.75;
const LONGEST_MS = 6000;
const RADIUS = 5;
// With more of them than this, new ones are square, because paths are dear to fill, do not rise as far, and each ends the one
// before it on its key: nobody would see them through each other.
const CROWD = 80;
const CROWDED_REACH = 0.66;

/**
 * @typedef {object} Ribbon
 * @property {number} key
 * @property {string} owner
 * @property {string} color
 * @property {number} from
 * @property {number} to
 * @property {number} velocity
 * @property {number} radius
 * @property {number} reach  part of the height after which nothing is left of it
 */

/** Notes rise from the piano as ribbons, as long as they are held. */
export class Ribbons {
  /** @type {Ribbon[]} */
  #ribbons = [];
  #piano;
  #picture;

  /**
   * @param {import('./piano.js').Piano} piano
   * @param {import('./visuals.js').Visuals} visuals
   * @param {import('./picture.js').Picture} picture
   * @param {import('../util/store.js').Store<import('../types.js').Settings>} settings
   */
  constructor(piano, visuals, picture, settings) {
    this.#piano = piano;
    this.#picture = picture;
    picture.add(byId('room', HTMLElement), this.#paintAll);
    visuals.on('note', (note) => this.#note(note, settings.get().ribbons));
    visuals.on('reset', () => {
      this.#ribbons = [];
      picture.wake();
    });
    settings.subscribe(['ribbons'], ({ ribbons }) => {
      if (!ribbons) this.#ribbons = [];
    });
  }

  /** @param {import('../types.js').VisualNote} note @param {boolean} wanted */
  #note({ key, owner, color, stop, at, velocity }, wanted) {
    const many = this.#ribbons.length >= CROWD;
    for (const ribbon of this.#ribbons) {
      if (ribbon.key === key && ribbon.to > at && (ribbon.owner === owner || (many && !stop))) ribbon.to = at;
    }
    if (stop || document.hidden || calmMotion.matches || !wanted) return;
    // Many players never let go; their ribbons end by themselves.
    const look = many ? { radius: 0, reach: CROWDED_REACH } : { radius: RADIUS, reach: 1 };
    this.#ribbons.push({ key, owner, color, from: at, to: at + LONGEST_MS, velocity, ...look });
    if (this.#ribbons.length > MOST) this.#ribbons.shift();
    this.#picture.wake();
  }

  /** @type {import('./picture.js').Painter} */
  #paintAll = (pen, size, time) => {
    const life = size.height / SPEED;
    this.#ribbons = this.#ribbons.filter(({ to, reach }) => time - to < life * reach);
    for (const ribbon of this.#ribbons) this.#paint(pen, size, ribbon, time);
    return this.#ribbons.length > 0;
  };

  /**
   * @param {CanvasRenderingContext2D} pen
   * @param {{width: number, height: number}} size
   * @param {Ribbon} ribbon
   * @param {number} time
   */
  #paint(pen, { width, height }, { key, color, from, to, velocity, radius, reach }, time) {
    const box = this.#piano.range.keyBox(key);
    if (box.left + box.width < 0 || box.left > width) return;
    const inset = KEYS[key].black ? 1 : Math.round(box.width * 0.14);
    const top = height - (time - from) * SPEED;
    const bottom = Math.min(height, height - (time - Math.min(to, time)) * SPEED);
    // Fading each as it rises is much cheaper than a mask over the whole canvas.
    const left = height * reach - (height - bottom);
    const fade = Math.min(1, Math.max(0, left / (height * reach * FADE_FROM)));
    pen.globalAlpha = (0.6 + 0.4 * velocity) * fade;
    pen.fillStyle = color;
    fillBar(pen, box.left + inset, top, Math.max(3, box.width - 2 * inset), Math.max(6, bottom - top), radius);
  }
}
