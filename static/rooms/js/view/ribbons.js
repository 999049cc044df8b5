import { KEYS } from '../play/keys.js';
import { byId, calmMotion, fitCanvas } from '../util/dom.js';
import { now } from '../util/now.js';
import { animate } from './frames.js';

const SPEED = 0.16;
const MOST = 400;
const FADE_FROM = 0.75;
const LONGEST_MS = 6000;

/** @typedef {{key: number, owner: string, color: string, from: number, to: number, velocity: number}} Ribbon */

/**
 * Notes rise from the piano as ribbons, as long as they are held.
 * @param {import('./piano.js').Piano} piano
 * @param {import('./visuals.js').Visuals} visuals
 * @param {import('../util/store.js').Store<import('../types.js').Settings>} settings
 */
export function createRibbons(piano, visuals, settings) {
  const canvas = byId('ribbons', HTMLCanvasElement);
  let { context, width, height } = fitCanvas(canvas);
  /** @type {Ribbon[]} */
  let ribbons = [];

  new ResizeObserver(() => {
    ({ context, width, height } = fitCanvas(canvas));
  }).observe(canvas);

  /** @param {number} time */
  function draw(time) {
    if (!context) return false;
    const life = height / SPEED;
    ribbons = ribbons.filter((ribbon) => time - ribbon.to < life);
    context.clearRect(0, 0, width, height);
    for (const ribbon of ribbons) paint(context, ribbon, time);
    context.globalAlpha = 1;
    return ribbons.length > 0;
  }

  /** @param {CanvasRenderingContext2D} pen @param {Ribbon} ribbon @param {number} time */
  function paint(pen, { key, color, from, to, velocity }, time) {
    const box = piano.range.keyBox(key);
    if (box.left + box.width < 0 || box.left > width) return;
    const inset = KEYS[key].black ? 1 : box.width * 0.14;
    const top = height - (time - from) * SPEED;
    const bottom = Math.min(height, height - (time - Math.min(to, time)) * SPEED);
    // Fading each as it rises is much cheaper than a mask over the whole canvas.
    const fade = Math.min(1, Math.max(0, bottom / (height * FADE_FROM)));
    pen.globalAlpha = (0.6 + 0.4 * velocity) * fade;
    pen.fillStyle = color;
    pen.beginPath();
    pen.roundRect(box.left + inset, top, Math.max(3, box.width - 2 * inset), Math.max(6, bottom - top), 5);
    pen.fill();
  }

  visuals.on('note', ({ key, owner, color, stop, at, velocity }) => {
    const open = ribbons.find((ribbon) => ribbon.key === key && ribbon.owner === owner && ribbon.to > at);
    if (open) open.to = at;
    if (stop || document.hidden || calmMotion.matches || !settings.get().ribbons) return;
    // Many players never let go; their ribbons end by themselves.
    ribbons.push({ key, owner, color, from: at, to: at + LONGEST_MS, velocity });
    if (ribbons.length > MOST) ribbons.shift();
    animate(draw);
  });
  visuals.on('reset', () => {
    ribbons = [];
    draw(now());
  });
}
