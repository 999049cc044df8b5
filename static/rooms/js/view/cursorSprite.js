import { inkOn } from '../util/color.js';

// As .cursor and .cursor-name in layout.css have it.
const ARROW = 22;
const NAME = { left: 19, top: 16, height: 19.4, pad: 8, most: 180, baseline: 30 };
const RIM = 'rgb(0 0 0 / 45%)';
const RIM_WIDTH = 1.2;

/** The arrow of the template's sprite, in a box of 24. */
function arrowPath() {
  const path = document.querySelector('#i-cursor path');
  return new Path2D(path?.getAttribute('d') ?? '');
}

/**
 * A pointer with its name, painted once, to be put into many pictures.
 * @param {{name: string, color: string}} person
 * @param {number} ratio  pixels of the screen for one of the page
 */
export function paintCursor({ name, color }, ratio) {
  const canvas = document.createElement('canvas');
  const pen = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
  const font = `600 12px ${getComputedStyle(document.body).fontFamily}`;
  pen.font = font;
  const text = shortened(pen, name, NAME.most - 2 * NAME.pad);
  const width = pen.measureText(text).width + 2 * NAME.pad;
  // Giving it a size makes a canvas forget its font.
  canvas.width = Math.ceil((NAME.left + width) * ratio);
  canvas.height = Math.ceil((NAME.top + NAME.height) * ratio);
  pen.scale(ratio, ratio);
  pen.fillStyle = color;
  pen.beginPath();
  pen.roundRect(NAME.left, NAME.top, width, NAME.height, NAME.height / 2);
  pen.fill();
  pen.font = font;
  pen.fillStyle = inkOn(color);
  pen.fillText(text, NAME.left + NAME.pad, NAME.baseline);
  pen.scale(ARROW / 24, ARROW / 24);
  const arrow = arrowPath();
  pen.fillStyle = color;
  pen.fill(arrow);
  pen.strokeStyle = RIM;
  pen.lineWidth = RIM_WIDTH;
  pen.stroke(arrow);
  return { image: canvas, ratio };
}

/** @param {CanvasRenderingContext2D} pen @param {string} text @param {number} most */
function shortened(pen, text, most) {
  if (pen.measureText(text).width <= most) return text;
  const letters = [...text];
  while (letters.length > 0 && pen.measureText(`${letters.join('')}…`).width > most) letters.pop();
  return `${letters.join('')}…`;
}
