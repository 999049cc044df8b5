import { inkOn } from '../util/color.js';
import { byId, calmMotion, icon, make } from '../util/dom.js';
import { paintCursor } from './cursorSprite.js';
import { animate } from './frames.js';

const SEND_MS = 50;
const GLIDE_MS = 70;
// More of them than this are painted into the picture: as many layers of their own would be dear to put together.
const CROWD = 12;

/**
 * @typedef {object} Cursor
 * @property {HTMLElement} element
 * @property {number} x
 * @property {number} y
 * @property {number} goalX
 * @property {number} goalY
 * @property {{name: string, color: string}} person
 * @property {{image: HTMLCanvasElement, ratio: number} | null} sprite  painted when first needed
 */

/**
 * The others' pointers. They are told twenty times a second and glide in between: as elements while they are few, painted
 * into the picture when they are many.
 */
export class CursorLayer {
  #layer = byId('cursors', HTMLElement);
  /** @type {Map<string, Cursor>} */
  #cursors = new Map();
  /** When they moved last. */
  #before = 0;
  #many = false;
  #picture;

  /**
   * @param {import('../room/state.js').RoomStore} store
   * @param {import('../util/emitter.js').Emitter<import('../types.js').Signals>} signals
   * @param {import('../util/store.js').Store<import('../types.js').Settings>} settings
   * @param {import('./picture.js').Picture} picture
   */
  constructor(store, signals, settings, picture) {
    this.#picture = picture;
    picture.add(this.#layer, this.#paint);
    store.subscribe(['people', 'ownId'], ({ people, ownId }) => this.#sync(people, ownId));
    store.subscribe(['people', 'cursorHidden'], ({ cursorHidden }) => {
      for (const [id, { element }] of this.#cursors) element.hidden = cursorHidden.has(id);
      if (this.#many) picture.wake();
    });
    settings.subscribe(['cursors'], (values) => {
      this.#layer.hidden = !values.cursors;
      if (this.#many) picture.wake();
    });
    signals.on('cursor', ({ id, x, y }) => {
      const cursor = this.#cursors.get(id);
      if (!cursor) return;
      cursor.goalX = x;
      cursor.goalY = y;
      if (!this.#layer.hidden && !cursor.element.hidden) this.#wake();
      else if (step(cursor, 1)) put(cursor);
    });
    addEventListener('resize', () => this.#cursors.forEach(put));
  }

  #wake() {
    if (this.#many) this.#picture.wake();
    else animate(this.#glide);
  }

  #glide = (/** @type {number} */ time) => {
    if (this.#many) return false;
    const part = this.#part(time);
    for (const cursor of this.#cursors.values()) if (step(cursor, part)) put(cursor);
    return this.#moving;
  };

  /** @type {import('./picture.js').Painter} */
  #paint = (pen, { width, height }, time) => {
    if (!this.#many || this.#layer.hidden) return false;
    const ratio = pen.getTransform().a;
    const part = this.#part(time);
    // Between two pixels each would be smoothed anew.
    const whole = (/** @type {number} */ at) => Math.round(at * ratio) / ratio;
    for (const cursor of this.#cursors.values()) {
      step(cursor, part);
      if (cursor.element.hidden) continue;
      if (cursor.sprite?.ratio !== ratio) cursor.sprite = paintCursor(cursor.person, ratio);
      const { image } = cursor.sprite;
      const [left, top] = [whole((cursor.x / 100) * width), whole((cursor.y / 100) * height)];
      pen.drawImage(image, left, top, image.width / ratio, image.height / ratio);
    }
    return this.#moving;
  };

  get #moving() {
    return [...this.#cursors.values()].some(isUnderWay);
  }

  /** How much of its way each goes in this frame. @param {number} time */
  #part(time) {
    const passed = Math.min(100, time - this.#before);
    this.#before = time;
    return calmMotion.matches ? 1 : 1 - Math.exp(-passed / GLIDE_MS);
  }

  /** @param {ReadonlyMap<string, import('../types.js').Participant>} people @param {string | null} ownId */
  #sync(people, ownId) {
    for (const person of people.values()) {
      if (person.id === ownId) continue;
      const cursor = this.#cursors.get(person.id) ?? this.#add(person);
      if (cursor.person.name !== person.name || cursor.person.color !== person.color) cursor.sprite = null;
      cursor.person = person;
      const { element } = cursor;
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
    this.#count();
  }

  #count() {
    const many = this.#cursors.size > CROWD;
    const changed = many !== this.#many;
    this.#many = many;
    if (changed) this.#layer.classList.toggle('many', many);
    if (changed && !many) this.#cursors.forEach(put);
    if (changed || many) this.#picture.wake();
  }

  /** @param {import('../types.js').Participant} person */
  #add(person) {
    const element = make('div', 'cursor');
    element.dataset.testid = 'cursor';
    element.dataset.id = person.id;
    element.append(icon('cursor'), make('span', 'cursor-name'));
    this.#layer.append(element);
    const { x, y } = person;
    const cursor = { element, person, sprite: null, x, y, goalX: x, goalY: y };
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

/** @param {Cursor} cursor @param {number} part  of the way @returns {boolean} whether it has moved */
function step(cursor, part) {
  if (!isUnderWay(cursor)) return false;
  const [dx, dy] = [cursor.goalX - cursor.x, cursor.goalY - cursor.y];
  const near = part === 1 || Math.abs(dx) + Math.abs(dy) < 0.02;
  cursor.x = near ? cursor.goalX : cursor.x + dx * part;
  cursor.y = near ? cursor.goalY : cursor.y + dy * part;
  return true;
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
