import { KEYS, WHITE_COUNT } from '../play/keys.js';
import { byId, make } from '../util/dom.js';
import { Range } from './range.js';

/**
 * The keys themselves: one element each, so that the compositor does the sinking.
 * @param {import('./visuals.js').Visuals} visuals
 */
export function createPiano(visuals) {
  const bed = byId('keybed', HTMLElement);
  const board = byId('keys', HTMLElement);
  const range = new Range();
  const elements = KEYS.map((key) => {
    const element = make('div', `key ${key.black ? 'black' : 'white'}`);
    element.dataset.key = key.name;
    element.dataset.testid = 'key';
    element.append(make('span', 'key-letter'));
    return element;
  });
  board.append(...elements);
  holdKeys(elements, visuals);

  /** @type {Set<() => void>} */
  const listeners = new Set();

  function place() {
    board.style.width = `${range.fullWidth}px`;
    board.style.transform = `translateX(${-range.offset}px)`;
    for (const listener of listeners) listener();
  }

  function resize() {
    range.resize(bed.clientWidth);
    KEYS.forEach((key) => {
      const { left, width } = range.keyBox(key.index);
      elements[key.index].style.left = `${left + range.offset}px`;
      elements[key.index].style.width = `${width}px`;
    });
    place();
  }

  new ResizeObserver(resize).observe(bed);
  resize();

  return {
    range,
    surface: bed,
    /** @param {PointerEvent} event */
    locate(event) {
      const box = bed.getBoundingClientRect();
      const x = ((event.clientX - box.left + range.offset) / range.fullWidth) * WHITE_COUNT;
      return { x, y: (event.clientY - box.top) / box.height };
    },
    /** @param {number} first  white key */
    moveTo(first) {
      range.moveTo(first);
      place();
    },
    /** @param {() => void} listener */
    onMove: (listener) => listeners.add(listener),
    /** @param {Map<number, string>} letters @param {boolean} shown */
    setLetters(letters, shown) {
      board.classList.toggle('letters', shown);
      elements.forEach((element, index) => {
        const label = /** @type {HTMLElement} */ (element.firstElementChild);
        label.textContent = letters.get(index) ?? '';
      });
    },
  };
}

/** @typedef {ReturnType<typeof createPiano>} Piano */

/**
 * A key is down while anybody holds it, in the colour of the last who struck it.
 * @param {HTMLElement[]} elements
 * @param {import('./visuals.js').Visuals} visuals
 */
function holdKeys(elements, visuals) {
  /** @type {Set<string>[]} */
  const holders = elements.map(() => new Set());
  visuals.on('note', ({ key, owner, color, stop }) => {
    const element = elements[key];
    if (stop) {
      holders[key].delete(owner);
    } else {
      holders[key].add(owner);
      element.style.setProperty('--tint', color);
    }
    element.classList.toggle('down', holders[key].size > 0);
  });
  visuals.on('reset', () => {
    holders.forEach((set) => set.clear());
    elements.forEach((element) => element.classList.remove('down'));
  });
}
