import { inkOn } from '../util/color.js';
import { byId, calmMotion, icon, make } from '../util/dom.js';
import { animate } from './frames.js';

const SEND_MS = 50;
const GLIDE_MS = 70;
// With more of them than this each glides in every other frame: that halves their cost, and nobody sees it.
const CROWD = 24;

/**
 * @typedef {object} Cursor
 * @property {HTMLElement} element
 * @property {number} x
 * @property {number} y
 * @property {number} goalX
 * @property {number} goalY
 */

/** The others' pointers. They are told twenty times a second and glide in between. */
export class CursorLayer {
  #layer = byId('cursors', HTMLElement);
  /** @type {Map<string, Cursor>} */
  #cursors = new Map();
  /** When those whose turn it is moved last. */
  #before = [0, 0];

  /**
   * @param {import('../room/state.js').RoomStore} store
   * @param {import('../util/emitter.js').Emitter<import('../types.js').Signals>} signals
   * @param {import('../util/store.js').Store<import('../types.js').Settings>} settings
   */
  constructor(store, signals, settings) {
    store.subscribe(['people', 'ownId'], ({ people, ownId }) => this.#sync(people, ownId));
    store.subscribe(['people', 'cursorHidden'], ({ cursorHidden }) => {
      for (const [id, { element }] of this.#cursors) element.hidden = cursorHidden.has(id);
    });
    settings.subscribe(['cursors'], (values) => {
      this.#layer.hidden = !values.cursors;
    });
    signals.on('cursor', ({ id, x, y }) => {
      const cursor = this.#cursors.get(id);
      if (!cursor) return;
      cursor.goalX = x;
      cursor.goalY = y;
      if (this.#layer.hidden || cursor.element.hidden) step(cursor, 1);
      else animate(this.#glide);
    });
    addEventListener('resize', () => this.#cursors.forEach(put));
  }

  #glide = (/** @type {number} */ time, /** @type {number} */ count) => {
    const turns = this.#cursors.size > CROWD ? 2 : 1;
    const turn = count % turns;
    const passed = Math.min(100, time - this.#before[turn]);
    const part = calmMotion.matches ? 1 : 1 - Math.exp(-passed / GLIDE_MS);
    this.#before[turn] = time;
    let moving = false;
    let index = 0;
    for (const cursor of this.#cursors.values()) {
      const waits = index++ % turns !== turn;
      if (waits ? isUnderWay(cursor) : step(cursor, part)) moving = true;
    }
    return moving;
  };

  /** @param {ReadonlyMap<string, import('../types.js').Participant>} people @param {string | null} ownId */
  #sync(people, ownId) {
    for (const person of people.values()) {
      if (person.id === ownId) continue;
      const { element } = this.#cursors.get(person.id) ?? this.#add(person);
      element.style.setProperty('--color', person.color);
      element.style.setProperty('--ink', inkOn(person.color));
      const name = /** @type {HTMLElement} */ (element.lastElementChild);
      if (name.textContent !== person.name) name.textContent = person.name;
    }
    for (const [id, { element }] of this.#cursors) {
      if (people.has(id) && id !== ownId) continue;
      element.remove();
      this.#cursors.delete(id);
    }
  }

  /** @param {import('../types.js').Participant} person */
  #add(person) {
    const element = make('div', 'cursor');
    element.dataset.testid = 'cursor';
    element.dataset.id = person.id;
    element.append(icon('cursor'), make('span', 'cursor-name'));
    this.#layer.append(element);
    const cursor = { element, x: person.x, y: person.y, goalX: person.x, goalY: person.y };
    this.#cursors.set(person.id, cursor);
    put(cursor);
    return cursor;
  }
}

/** @param {Cursor} cursor */
function put({ element, x, y }) {
  const left = (x / 100) * innerWidth;
  const top = (y / 100) * innerHeight;
  element.style.transform = `translate3d(${left.toFixed(1)}px, ${top.toFixed(1)}px, 0)`;
}

/** @param {Cursor} cursor */
const isUnderWay = ({ x, y, goalX, goalY }) => x !== goalX || y !== goalY;

/** @param {Cursor} cursor @param {number} part  of the way @returns {boolean} whether some of the way is left */
function step(cursor, part) {
  if (!isUnderWay(cursor)) return false;
  const [dx, dy] = [cursor.goalX - cursor.x, cursor.goalY - cursor.y];
  const near = part === 1 || Math.abs(dx) + Math.abs(dy) < 0.02;
  cursor.x = near ? cursor.goalX : cursor.x + dx * part;
  cursor.y = near ? cursor.goalY : cursor.y + dy * part;
  put(cursor);
  return !near;
}

/** Tells the room where our pointer is. @param {(x: number, y: number) => void} send */
export function shareCursor(send) {
  let last = { x: NaN, y: NaN };
  let timer = 0;
  let nextAt = 0;

  function flush() {
    timer = 0;
    nextAt = performance.now() + SEND_MS;
    send((last.x / innerWidth) * 100, (last.y / innerHeight) * 100);
  }

  addEventListener('pointermove', (event) => {
    if (!event.isPrimary || (event.clientX === last.x && event.clientY === last.y)) return;
    last = { x: event.clientX, y: event.clientY };
    timer ||= setTimeout(flush, Math.max(0, nextAt - performance.now()));
  }, { passive: true });
}
