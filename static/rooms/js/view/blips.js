import { BLACK_HEIGHT, KEYS } from '../play/keys.js';
import { byId, calmMotion, fillBar, fitCanvas } from '../util/dom.js';
import { animate } from './frames.js';

const LIFE_MS = 900;
const HEIGHT = 7;
const MOST = 300;
const RADIUS = 3;
// With more of them than this, new ones are not rounded, because paths are dear to fill, and all are drawn in every other
// frame, by turns with ribbons.
const CROWD = 60;
const RIM = 1.5;

/**
 * Little marks in the player's colour on the key that was struck; several pile up.
 * @param {import('./piano.js').Piano} piano
 * @param {import('./visuals.js').Visuals} visuals
 */
export function createBlips(piano, visuals) {
  const canvas = byId('blips', HTMLCanvasElement);
  let { context, width, height } = fitCanvas(canvas);
  /** @type {{key: number, color: string, at: number, level: number, radius: number}[]} */
  let blips = [];

  new ResizeObserver(() => {
    ({ context, width, height } = fitCanvas(canvas));
  }).observe(canvas);

  /** @param {number} time @param {number} count */
  function draw(time, count) {
    if (!context) return false;
    if (blips.length > CROWD && count % 2 === 0) return true;
    blips = blips.filter((blip) => time - blip.at < LIFE_MS);
    context.clearRect(0, 0, width, height);
    for (const { key, color, at, level, radius } of blips) {
      const box = piano.range.keyBox(key);
      const bottom = (KEYS[key].black ? height * BLACK_HEIGHT : height) - 12 - level * (HEIGHT + 3);
      const inset = Math.round(Math.max(2, box.width * 0.16));
      const [left, top, wide] = [box.left + inset, bottom - HEIGHT, Math.max(2, box.width - 2 * inset)];
      context.globalAlpha = 1 - Math.max(0, time - at) / LIFE_MS;
      // The rim keeps a mark apart from its own colour on the key below.
      context.fillStyle = 'rgb(255 255 255 / 85%)';
      fillBar(context, left - RIM, top - RIM, wide + 2 * RIM, HEIGHT + 2 * RIM, radius && radius + RIM);
      context.fillStyle = color;
      fillBar(context, left, top, wide, HEIGHT, radius);
    }
    return blips.length > 0;
  }

  visuals.on('note', ({ key, color, stop, at }) => {
    if (stop || document.hidden || (calmMotion.matches && blips.length > 40)) return;
    const level = blips.filter((blip) => blip.key === key).length % 8;
    blips.push({ key, color, at, level, radius: blips.length < CROWD ? RADIUS : 0 });
    if (blips.length > MOST) blips.shift();
    animate(draw);
  });
}
