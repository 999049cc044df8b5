import { KEYS } from '../play/keys.js';
import { byId, calmMotion, fillBar, fitCanvas } from '../util/dom.js';
import { now } from '../util/now.js';
import { animate } from './frames.js';

const SPEED = 0.16;
const MOST = 400;
const FADE_FROM = 0.75;
const LONGEST_MS = 6000;
const RADIUS = 5;
// With more of them than this nobody sees that new ones are square, because paths are dear to fill, and that all are drawn
// in every other frame, by turns with blips.
const CROWD = 80;

/**
 * @typedef {{key: number, owner: string, color: string, from: number, to: number, velocity: number, radius: number}}
 *   Ribbon
 */

/** Notes rise from the piano as ribbons, as long as they are held. */
export class Ribbons {
  #canvas = byId('ribbons', HTMLCanvasElement);
  #size = fitCanvas(this.#canvas);
  /** @type {Ribbon[]} */
  #ribbons = [];
  #piano;

  /**
   * @param {import('./piano.js').Piano} piano
   * @param {import('./visuals.js').Visuals} visuals
   * @param {import('../util/store.js').Store<import('../types.js').Settings>} settings
   */
  constructor(piano, visuals, settings) {
    this.#piano = piano;
    new ResizeObserver(() => {
      this.#size = fitCanvas(this.#canvas);
    }).observe(this.#canvas);
    visuals.on('note', (note) => this.#note(note, settings.get().ribbons));
    visuals.on('reset', () => {
      this.#ribbons = [];
      this.#draw(now(), 0);
    });
  }

  /** @param {import('../types.js').VisualNote} note @param {boolean} wanted */
  #note({ key, owner, color, stop, at, velocity }, wanted) {
    const open = this.#ribbons.find((ribbon) => ribbon.key === key && ribbon.owner === owner && ribbon.to > at);
    if (open) open.to = at;
    if (stop || document.hidden || calmMotion.matches || !wanted) return;
    // Many players never let go; their ribbons end by themselves.
    const radius = this.#ribbons.length < CROWD ? RADIUS : 0;
    this.#ribbons.push({ key, owner, color, from: at, to: at + LONGEST_MS, velocity, radius });
    if (this.#ribbons.length > MOST) this.#ribbons.shift();
    animate(this.#draw);
  }

  #draw = (/** @type {number} */ time, /** @type {number} */ count) => {
    const { context, width, height } = this.#size;
    if (!context) return false;
    if (this.#ribbons.length > CROWD && count % 2 === 1) return true;
    const life = height / SPEED;
    this.#ribbons = this.#ribbons.filter((ribbon) => time - ribbon.to < life);
    context.clearRect(0, 0, width, height);
    for (const ribbon of this.#ribbons) this.#paint(context, ribbon, time);
    return this.#ribbons.length > 0;
  };

  /** @param {CanvasRenderingContext2D} pen @param {Ribbon} ribbon @param {number} time */
  #paint(pen, { key, color, from, to, velocity, radius }, time) {
    const { width, height } = this.#size;
    const box = this.#piano.range.keyBox(key);
    if (box.left + box.width < 0 || box.left > width) return;
    const inset = KEYS[key].black ? 1 : Math.round(box.width * 0.14);
    const top = height - (time - from) * SPEED;
    const bottom = Math.min(height, height - (time - Math.min(to, time)) * SPEED);
    // Fading each as it rises is much cheaper than a mask over the whole canvas.
    const fade = Math.min(1, Math.max(0, bottom / (height * FADE_FROM)));
    pen.globalAlpha = (0.6 + 0.4 * velocity) * fade;
    pen.fillStyle = color;
    fillBar(pen, box.left + inset, top, Math.max(3, box.width - 2 * inset), Math.max(6, bottom - top), radius);
  }
}
