import { byId, fitCanvas } from '../util/dom.js';
import { animate } from './frames.js';

/**
 * Paints what is in its place; the pen's origin is there, and nothing outside of it is touched.
 * @typedef {(pen: CanvasRenderingContext2D, size: {width: number, height: number}, time: number) => boolean} Painter
 *   returns whether something moves, and another picture is wanted
 */

/**
 * One canvas over the page for all that moves on it. A browser without a graphics card puts every layer of a page together
 * anew for each frame: one above all others costs it least.
 */
export class Picture {
  #canvas = byId('picture', HTMLCanvasElement);
  #size = fitCanvas(this.#canvas);
  /** @type {{place: HTMLElement, box: DOMRect, paint: Painter}[]} */
  #painters = [];
  #observer = new ResizeObserver(() => this.#measure());

  constructor() {
    this.#observer.observe(this.#canvas);
  }

  /** Later ones paint over earlier ones. @param {HTMLElement} place @param {Painter} paint */
  add(place, paint) {
    this.#painters.push({ place, box: place.getBoundingClientRect(), paint });
    this.#observer.observe(place);
  }

  /** Something is to be seen, or no longer. */
  wake() {
    animate(this.#draw);
  }

  #measure() {
    this.#size = fitCanvas(this.#canvas);
    for (const painter of this.#painters) painter.box = painter.place.getBoundingClientRect();
    this.wake();
  }

  #draw = (/** @type {number} */ time) => {
    const { context: pen, width, height } = this.#size;
    if (!pen) return false;
    pen.clearRect(0, 0, width, height);
    let moving = false;
    for (const { box, paint } of this.#painters) {
      pen.save();
      pen.beginPath();
      pen.rect(box.left, box.top, box.width, box.height);
      pen.clip();
      pen.translate(box.left, box.top);
      if (paint(pen, box, time)) moving = true;
      pen.restore();
    }
    return moving;
  };
}
