import { KEYS, WHITE_COUNT } from '../play/keys.js';
import { byId, make } from '../util/dom.js';
import { Range } from './range.js';

/** The keys themselves: one element each, so that the compositor does the sinking. */
export class Piano {
  #board = byId('keys', HTMLElement);
  #elements = KEYS.map(makeKey);
  /** @type {Set<() => void>} */
  #listeners = new Set();
  #settings;
  surface = byId('keybed', HTMLElement);
  range = new Range();

  /** @param {import('../util/store.js').Store<import('../types.js').Settings>} settings */
  constructor(settings) {
    this.#settings = settings;
    this.#board.append(...this.#elements);
    new ResizeObserver(() => this.#resize()).observe(this.surface);
    settings.subscribe(['whiteKeys'], () => this.#resize());
  }

  /** To white-key widths and a part of the height. @param {PointerEvent} event */
  locate(event) {
    const box = this.surface.getBoundingClientRect();
    const x = ((event.clientX - box.left + this.range.offset) / this.range.fullWidth) * WHITE_COUNT;
    return { x, y: (event.clientY - box.top) / box.height };
  }

  /** @param {number} first  white key */
  moveTo(first) {
    this.range.moveTo(first);
    this.#place();
  }

  /** @param {number} key @param {boolean} down @param {string} color */
  move(key, down, color) {
    const element = this.#elements[key];
    if (down) element.style.setProperty('--tint', color);
    if (element.classList.contains('down') !== down) element.classList.toggle('down', down);
  }

  /** Keys that do not move need no layers of their own. @param {boolean} stiff */
  stiffen(stiff) {
    this.#board.classList.toggle('stiff', stiff);
  }

  /** What is written on a key, and where on the surface. @param {number} key @returns {import('./keySprite.js').Label[]} */
  labelsOf(key) {
    const origin = this.surface.getBoundingClientRect();
    return [...this.#elements[key].children].flatMap((child) => {
      const lines = child.textContent.split('\n').filter(Boolean);
      const { left, top, width, height } = child.getBoundingClientRect();
      const { font, color } = getComputedStyle(child);
      const step = height / lines.length;
      const [x, y] = [left - origin.left + width / 2, top - origin.top + step / 2];
      return lines.map((text, line) => ({ text, x, y: y + line * step, font, color }));
    });
  }

  /** @param {() => void} listener */
  onMove(listener) {
    this.#listeners.add(listener);
  }

  /** @param {(key: number) => {letter: string, name: string, place: 'root' | 'scale' | ''}} marksOf */
  mark(marksOf) {
    this.#elements.forEach((element, index) => {
      const { letter, name, place } = marksOf(index);
      const [letterElement, nameElement] = element.children;
      if (letterElement.textContent !== letter) letterElement.textContent = letter;
      if (nameElement.textContent !== name) nameElement.textContent = name;
      element.dataset.place = place;
    });
    this.#tell();
  }

  #resize() {
    this.range.resize(this.surface.clientWidth, this.#settings.get().whiteKeys);
    for (const { index } of KEYS) {
      const { left, width } = this.range.keyBox(index);
      this.#elements[index].style.left = `${left + this.range.offset}px`;
      this.#elements[index].style.width = `${width}px`;
    }
    this.#place();
  }

  #place() {
    this.#board.style.width = `${this.range.fullWidth}px`;
    this.#board.style.transform = `translateX(${-this.range.offset}px)`;
    this.#tell();
  }

  #tell() {
    for (const listener of this.#listeners) listener();
  }
}

/** @param {import('../play/keys.js').Key} key */
function makeKey(key) {
  const element = make('div', `key ${key.black ? 'black' : 'white'}`);
  element.dataset.key = key.name;
  element.dataset.testid = 'key';
  element.append(make('span', 'key-letter'), make('span', 'key-name'));
  return element;
}
