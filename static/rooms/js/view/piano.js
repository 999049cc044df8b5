import { KEYS, WHITE_COUNT } from '../play/keys.js';
import { byId, make } from '../util/dom.js';
import { Range } from './range.js';

const BUSY_FROM = 20;
const CALM_FROM = 12;

/** The keys themselves: one element each, so that the compositor does the sinking. */
export class Piano {
  #board = byId('keys', HTMLElement);
  #elements = KEYS.map(makeKey);
  /** @type {Set<() => void>} */
  #listeners = new Set();
  #settings;
  surface = byId('keybed', HTMLElement);
  range = new Range();

  /**
   * @param {import('./visuals.js').Visuals} visuals
   * @param {import('../util/store.js').Store<import('../types.js').Settings>} settings
   */
  constructor(visuals, settings) {
    this.#settings = settings;
    this.#board.append(...this.#elements);
    holdKeys(this.#board, this.#elements, visuals);
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

/**
 * A key is down while anybody holds it, in the colour of the last who struck it.
 * @param {HTMLElement} board  is `busy` while so many are down that drawn-out movements would cost frames
 * @param {HTMLElement[]} elements
 * @param {import('./visuals.js').Visuals} visuals
 */
function holdKeys(board, elements, visuals) {
  /** @type {Set<string>[]} */
  const holders = elements.map(() => new Set());
  let down = 0;
  visuals.on('note', ({ key, owner, color, stop }) => {
    const element = elements[key];
    if (stop) {
      holders[key].delete(owner);
    } else {
      holders[key].add(owner);
      element.style.setProperty('--tint', color);
    }
    const [was, is] = [element.classList.contains('down'), holders[key].size > 0];
    if (was === is) return;
    element.classList.toggle('down', is);
    setDown(down + (is ? 1 : -1));
  });
  visuals.on('reset', () => {
    holders.forEach((set) => set.clear());
    elements.forEach((element) => element.classList.remove('down'));
    setDown(0);
  });

  /** @param {number} count */
  function setDown(count) {
    down = count;
    if (down > BUSY_FROM) board.classList.add('busy');
    else if (down < CALM_FROM) board.classList.remove('busy');
  }
}
