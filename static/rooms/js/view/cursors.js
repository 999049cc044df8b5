import { inkOn } from '../util/color.js';
import { byId, calmMotion, icon, make } from '../util/dom.js';
import { animate } from './frames.js';

const SEND_MS = 50;
const GLIDE_MS = 70;

/**
 * @typedef {object} Cursor
 * @property {HTMLElement} element
 * @property {number} x
 * @property {number} y
 * @property {number} goalX
 * @property {number} goalY
 */

/**
 * The others' pointers. They are told twenty times a second and glide in between.
 * @param {import('../room/state.js').RoomStore} store
 * @param {import('../util/emitter.js').Emitter<import('../types.js').Signals>} signals
 * @param {import('../util/store.js').Store<import('../types.js').Settings>} settings
 */
export function createCursors(store, signals, settings) {
  const layer = byId('cursors', HTMLElement);
  /** @type {Map<string, Cursor>} */
  const cursors = new Map();
  let before = 0;

  /** @param {Cursor} cursor */
  function put(cursor) {
    const left = (cursor.x / 100) * innerWidth;
    const top = (cursor.y / 100) * innerHeight;
    cursor.element.style.transform = `translate3d(${left.toFixed(1)}px, ${top.toFixed(1)}px, 0)`;
  }

  /** @param {number} time */
  function glide(time) {
    const part = calmMotion.matches ? 1 : 1 - Math.exp(-Math.min(100, time - before) / GLIDE_MS);
    before = time;
    let moving = false;
    for (const cursor of cursors.values()) {
      const [dx, dy] = [cursor.goalX - cursor.x, cursor.goalY - cursor.y];
      if (dx === 0 && dy === 0) continue;
      const near = Math.abs(dx) + Math.abs(dy) < 0.02;
      cursor.x = near ? cursor.goalX : cursor.x + dx * part;
      cursor.y = near ? cursor.goalY : cursor.y + dy * part;
      moving ||= !near;
      put(cursor);
    }
    return moving;
  }

  /** @param {import('../types.js').Participant} person */
  function add(person) {
    const element = make('div', 'cursor');
    element.dataset.testid = 'cursor';
    element.dataset.id = person.id;
    element.append(icon('cursor'), make('span', 'cursor-name'));
    layer.append(element);
    const cursor = { element, x: person.x, y: person.y, goalX: person.x, goalY: person.y };
    cursors.set(person.id, cursor);
    put(cursor);
    return cursor;
  }

  store.subscribe(['people', 'ownId'], ({ people, ownId }) => {
    for (const person of people.values()) {
      if (person.id === ownId) continue;
      const { element } = cursors.get(person.id) ?? add(person);
      element.style.setProperty('--color', person.color);
      element.style.setProperty('--ink', inkOn(person.color));
      const name = /** @type {HTMLElement} */ (element.lastElementChild);
      if (name.textContent !== person.name) name.textContent = person.name;
    }
    for (const [id, { element }] of cursors) {
      if (people.has(id) && id !== ownId) continue;
      element.remove();
      cursors.delete(id);
    }
  });
  settings.subscribe(['cursors'], (values) => {
    layer.hidden = !values.cursors;
  });
  signals.on('cursor', ({ id, x, y }) => {
    const cursor = cursors.get(id);
    if (!cursor) return;
    cursor.goalX = x;
    cursor.goalY = y;
    animate(glide);
  });
  addEventListener('resize', () => cursors.forEach(put));
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
