const HEX = /^#[0-9a-f]{6}$/i;

/**
 * @param {unknown} value
 * @returns {value is string}
 */
export function isColor(value) {
  return typeof value === 'string' && HEX.test(value);
}

/** @param {string} hex @returns {[number, number, number]} */
export function channels(hex) {
  const n = parseInt(hex.slice(1), 16);
  return [(n >> 16) & 255, (n >> 8) & 255, n & 255];
}

/** @param {number[]} rgb */
export function toHex(rgb) {
  return '#' + rgb.map((c) => Math.max(0, Math.min(255, Math.round(c))).toString(16).padStart(2, '0')).join('');
}

/** Relative luminance as WCAG defines it. @param {string} hex */
export function luminance(hex) {
  const [r, g, b] = channels(hex).map((c) => {
    const s = c / 255;
    return s <= 0.03928 ? s / 12.92 : ((s + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** @param {string} a @param {string} b */
export function contrast(a, b) {
  const [x, y] = [luminance(a), luminance(b)].sort((p, q) => q - p);
  return (x + 0.05) / (y + 0.05);
}

/** Black or white, whichever reads better on `background`. @param {string} background */
export function inkOn(background) {
  return contrast('#ffffff', background) >= contrast('#000000', background) ? '#ffffff' : '#000000';
}

/** @param {string} from @param {string} to @param {number} part */
export function mix(from, to, part) {
  const target = channels(to);
  return toHex(channels(from).map((c, i) => c + (target[i] - c) * part));
}

/**
 * A player's colour, moved towards white or black until it can be read on `background`.
 * @param {string} color
 * @param {string} background
 * @param {number} floor
 */
export function readable(color, background, floor = 4.5) {
  const goal = inkOn(background);
  let result = color;
  for (let part = 0.1; contrast(result, background) < floor && part < 1; part += 0.1) {
    result = mix(color, goal, part);
  }
  return result;
}

/** What a room without `color2` shows at its edge: `color`, 0x40 darker. @param {string} color */
export function darker(color) {
  return toHex(channels(color).map((c) => c - 0x40));
}

/**
 * A background of any colour on which text of colour `ink` can be read: moved away from the ink as far as it takes.
 * @param {string} color
 * @param {string} ink
 */
export function backdrop(color, ink) {
  const light = luminance(ink) < 0.3;
  const goal = light ? '#ffffff' : '#000000';
  // A page by day that is only just bright enough looks like fog.
  const floor = light ? 5.6 : 4.6;
  let result = color;
  for (let part = 0.06; contrast(result, ink) < floor && part < 1; part += 0.06) result = mix(color, goal, part);
  return result;
}
