const SVG = 'http://www.w3.org/2000/svg';

/**
 * An element of the page template. Missing is a bug of ours, not a case to handle.
 * @template {HTMLElement} T
 * @param {string} id
 * @param {new (...args: any[]) => T} type
 * @returns {T}
 */
export function byId(id, type) {
  const element = document.getElementById(id);
  if (!(element instanceof type)) throw new Error(`the page has no ${type.name} #${id}`);
  return element;
}

/**
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag
 * @param {string} [className]
 * @param {string} [text]
 * @returns {HTMLElementTagNameMap[K]}
 */
export function make(tag, className = '', text = '') {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text) element.textContent = text;
  return element;
}

/** @param {string} name  of a symbol in the template's sprite */
export function icon(name) {
  const svg = document.createElementNS(SVG, 'svg');
  const use = document.createElementNS(SVG, 'use');
  svg.setAttribute('class', 'icon');
  svg.setAttribute('aria-hidden', 'true');
  use.setAttribute('href', `#i-${name}`);
  svg.append(use);
  return svg;
}

/** The one place where a canvas gets its pixels: as many as the screen shows, at most two for one. */
/** @param {HTMLCanvasElement} canvas */
export function fitCanvas(canvas) {
  const ratio = Math.min(2, devicePixelRatio || 1);
  const { clientWidth: width, clientHeight: height } = canvas;
  canvas.width = Math.round(width * ratio);
  canvas.height = Math.round(height * ratio);
  const context = canvas.getContext('2d');
  context?.setTransform(ratio, 0, 0, ratio, 0, 0);
  return { context, width, height };
}

/**
 * @param {CanvasRenderingContext2D} pen
 * @param {number} left
 * @param {number} top
 * @param {number} width
 * @param {number} height
 * @param {number} radius  of its corners; 0 is drawn on whole pixels, and many times faster
 */
export function fillBar(pen, left, top, width, height, radius) {
  if (radius === 0) {
    pen.fillRect(Math.round(left), Math.round(top), Math.round(width), Math.round(height));
    return;
  }
  pen.beginPath();
  pen.roundRect(left, top, width, height, radius);
  pen.fill();
}

export const calmMotion = matchMedia('(prefers-reduced-motion: reduce)');
