import { BLACK_HEIGHT, KEYS } from '../play/keys.js';
import { isColor } from '../util/color.js';

/** How deep a key sinks. */
const DEPTH = 3;
/** By how much keys reach behind the board, and the height of a white one's lip. */
const HIDDEN = 6;
const LIP = 6;
const FACE = { white: '#ebe8e0', black: '#15171c' };
const STRENGTH = 0.85;
const FALLBACK_COLOR = '#9aa4b2';

/** @typedef {{text: string, x: number, y: number, font: string, color: string}} Label  its middle, on the surface */

/**
 * A key that is down, in a colour, to be laid over the one that is up: one picture is laid much faster than its parts. Its
 * canvas is kept and painted anew, for making one is dear.
 */
export class KeySprite {
  image = document.createElement('canvas');
  color = '';
  #pen;
  #shape;
  #labels;

  /**
   * @param {import('./range.js').Range} range
   * @param {number} key
   * @param {{labels: Label[], height: number, ratio: number}} look  the height of the keyboard; pixels of the screen for one
   *   of the page
   */
  constructor(range, key, { labels, height, ratio }) {
    const { left, width } = range.keyBox(key);
    const { black } = KEYS[key];
    const waist = Math.round(height * BLACK_HEIGHT);
    this.left = left;
    this.ratio = ratio;
    this.width = width;
    this.height = black ? waist + DEPTH : Math.round(height);
    this.#labels = labels;
    this.#shape = { left, width, waist, end: black ? waist : this.height, gap: black ? null : range.gapAbove(key) };
    this.image.width = Math.round(width * ratio);
    this.image.height = Math.round(this.height * ratio);
    this.#pen = /** @type {CanvasRenderingContext2D} */ (this.image.getContext('2d'));
    this.#pen.setTransform(ratio, 0, 0, ratio, -left * ratio, 0);
  }

  /** @param {string} color */
  paint(color) {
    if (color === this.color) return;
    this.color = color;
    const { left, gap, ...rest } = this.#shape;
    this.#pen.clearRect(left, 0, this.width, this.height);
    if (gap) paintWhite(this.#pen, { left, gap, ...rest }, color);
    else paintBlack(this.#pen, { left, ...rest }, color);
    paintLabels(this.#pen, this.#labels);
  }
}

/**
 * @param {CanvasRenderingContext2D} pen
 * @param {{left: number, width: number, end: number, waist: number, gap: [number, number]}} shape
 * @param {string} color
 */
function paintWhite(pen, { left, width, end, waist, gap: [from, to] }, color) {
  pen.fillStyle = FACE.white;
  pen.fillRect(left, end - LIP, width - 1, DEPTH);
  pen.fillStyle = tint(pen, color, end);
  pen.globalAlpha = STRENGTH;
  pen.fillRect(from, 0, to - from, waist);
  pen.beginPath();
  pen.roundRect(left, waist, width, end - waist, [0, 0, HIDDEN, HIDDEN]);
  pen.fill();
  pen.globalAlpha = 1;
}

/** @param {CanvasRenderingContext2D} pen @param {{left: number, width: number, end: number}} shape @param {string} color */
function paintBlack(pen, { left, width, end }, color) {
  pen.fillStyle = FACE.black;
  pen.beginPath();
  pen.roundRect(left + 1, end - LIP * 2, width - 2, LIP * 2 + DEPTH, [0, 0, HIDDEN, HIDDEN]);
  pen.fill();
  pen.fillStyle = tint(pen, color, end);
  pen.globalAlpha = STRENGTH;
  pen.beginPath();
  pen.roundRect(left, 0, width, end + DEPTH, [0, 0, HIDDEN, HIDDEN]);
  pen.fill();
  pen.globalAlpha = 1;
}

/** What stands on a key is not read through its colour. @param {CanvasRenderingContext2D} pen @param {Label[]} labels */
function paintLabels(pen, labels) {
  pen.textAlign = 'center';
  pen.textBaseline = 'middle';
  for (const { text, x, y, font, color } of labels) {
    pen.font = font;
    pen.fillStyle = color;
    pen.fillText(text, x, y);
  }
}

/** Stronger towards the end of the key. @param {CanvasRenderingContext2D} pen @param {string} color @param {number} end */
function tint(pen, color, end) {
  const [length, start] = [end + HIDDEN, DEPTH - HIDDEN];
  const gradient = pen.createLinearGradient(0, start + 0.08 * length, 0, start + 1.3 * length);
  const solid = readColor(pen, color);
  gradient.addColorStop(0, `${solid}00`);
  gradient.addColorStop(1, solid);
  return gradient;
}

/** Users' scripts may call a colour anything. @param {CanvasRenderingContext2D} pen @param {string} color */
function readColor(pen, color) {
  pen.fillStyle = FALLBACK_COLOR;
  pen.fillStyle = color;
  return isColor(pen.fillStyle) ? pen.fillStyle : FALLBACK_COLOR;
}
