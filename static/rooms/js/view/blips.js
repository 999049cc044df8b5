import { BLACK_HEIGHT, KEYS } from '../play/keys.js';
import { calmMotion, fillBar } from '../util/dom.js';

const LIFE_MS = 900;
const CROWDED_LIFE_MS = 500;
const HEIGHT = 7;
const MOST = 300;
const RADIUS = 3;
// With more of them than this, new ones are soon gone, and not rounded: paths are dear to fill.
const CROWD = 60;
const RIM = 1.5;
const RIM_COLOR = '#ffffffd9';

/**
 * Little marks in the player's colour on the key that was struck; several pile up.
 * @param {import('./piano.js').Piano} piano
 * @param {import('./visuals.js').Visuals} visuals
 * @param {import('./picture.js').Picture} picture
 */
export function createBlips(piano, visuals, picture) {
  /** @type {{key: number, color: string, at: number, level: number, life: number, radius: number}[]} */
  let blips = [];

  /** @param {number} key @param {number} level @param {number} height */
  function boxOf(key, level, height) {
    const box = piano.range.keyBox(key);
    const bottom = (KEYS[key].black ? height * BLACK_HEIGHT : height) - 12 - level * (HEIGHT + 3);
    const inset = Math.round(Math.max(2, box.width * 0.16));
    return { left: box.left + inset, top: bottom - HEIGHT, width: Math.max(2, box.width - 2 * inset) };
  }

  picture.add(piano.surface, (pen, { height }, time) => {
    blips = blips.filter((blip) => time - blip.at < blip.life);
    for (const { key, color, at, level, life, radius } of blips) {
      const { left, top, width } = boxOf(key, level, height);
      pen.globalAlpha = 1 - Math.max(0, time - at) / life;
      // The rim keeps a mark apart from its own colour on the key below.
      pen.fillStyle = RIM_COLOR;
      fillBar(pen, left - RIM, top - RIM, width + 2 * RIM, HEIGHT + 2 * RIM, radius && radius + RIM);
      pen.fillStyle = color;
      fillBar(pen, left, top, width, HEIGHT, radius);
    }
    return blips.length > 0;
  });

  visuals.on('note', ({ key, color, stop, at }) => {
    if (stop || document.hidden || (calmMotion.matches && blips.length > 40)) return;
    const level = blips.filter((blip) => blip.key === key).length % 8;
    const few = blips.length < CROWD;
    blips.push({ key, color, at, level, life: few ? LIFE_MS : CROWDED_LIFE_MS, radius: few ? RADIUS : 0 });
    if (blips.length > MOST) blips.shift();
    picture.wake();
  });
}
