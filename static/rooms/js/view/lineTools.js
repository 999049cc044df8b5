import { icon, make } from '../util/dom.js';
import { t } from '../util/i18n.js';

/** @typedef {import('../types.js').ChatLine} ChatLine */

const LONG_PRESS_MS = 450;
const STILL_PX = 10;

/**
 * What can be done with a line: a button that goes where the pointer or the focus is, a long press, the keyboard.
 * There is one button for all lines, so that screen readers do not read one with each new line.
 */
export class LineTools {
  #log;
  #lineOf;
  #reply;
  #tools = makeTools();
  /** @type {HTMLElement | null} */
  #current = null;

  /**
   * @param {HTMLElement} log
   * @param {(element: Element) => ChatLine | undefined} lineOf
   * @param {(line: ChatLine) => void} reply
   */
  constructor(log, lineOf, reply) {
    this.#log = log;
    this.#lineOf = lineOf;
    this.#reply = reply;
    this.#tools.button.addEventListener('click', () => this.#answer(this.#current));
    log.addEventListener('pointerover', (event) => {
      if (event.pointerType !== 'touch' && !this.#tools.box.contains(document.activeElement)) this.#attach(event);
    });
    log.addEventListener('focusin', (event) => this.#attach(event));
    log.addEventListener('keydown', (event) => this.#walk(event));
    bindLongPress(log, (target) => this.#answer(this.#element(target)));
  }

  /** @param {EventTarget | null} target @returns {HTMLElement | null} the line around it */
  #element(target) {
    return target instanceof Element ? target.closest('.chat-line') : null;
  }

  /** @param {HTMLElement | null} element */
  #answer(element) {
    const line = element && this.#lineOf(element);
    if (line?.id) this.#reply(line);
  }

  /** @param {Event} event */
  #attach({ target }) {
    const element = this.#element(target);
    const line = element && this.#lineOf(element);
    if (!element || !line?.id || element === this.#current) return;
    this.#setTabbable(-1);
    this.#current = element;
    this.#setTabbable(0);
    const text = t('chat.replyTo', { name: line.sender.name });
    this.#tools.button.setAttribute('aria-label', text);
    this.#tools.button.title = text;
    element.append(this.#tools.box);
  }

  /** @param {number} tabIndex  of what is in the current line, and of the line itself */
  #setTabbable(tabIndex) {
    if (!this.#current) return;
    this.#current.tabIndex = tabIndex;
    for (const button of this.#current.querySelectorAll('button')) button.tabIndex = tabIndex;
    this.#tools.button.tabIndex = 0;
  }

  /** @param {KeyboardEvent} event */
  #walk(event) {
    const element = this.#element(event.target);
    if (event.key === 'Enter' && element && event.target === element) {
      this.#answer(element);
    } else if (event.key === 'ArrowUp' || event.key === 'ArrowDown') {
      const up = event.key === 'ArrowUp';
      const next = element ? (up ? element.previousElementSibling : element.nextElementSibling) : this.#log.lastElementChild;
      if (next instanceof HTMLElement) next.focus();
    } else {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  }
}

function makeTools() {
  const box = make('span', 'chat-tools');
  box.setAttribute('aria-live', 'off');
  const button = make('button', 'button ghost');
  button.type = 'button';
  button.dataset.testid = 'chat-reply';
  button.append(icon('reply'));
  box.append(button);
  return { box, button };
}

/** @param {HTMLElement} element @param {(target: EventTarget | null) => void} act */
function bindLongPress(element, act) {
  let timer = 0;
  let start = { x: 0, y: 0 };
  let acted = false;
  const cancel = () => clearTimeout(timer);
  element.addEventListener('pointerdown', (event) => {
    cancel();
    acted = false;
    if (event.pointerType !== 'touch' || (event.target instanceof Element && event.target.closest('a'))) return;
    start = { x: event.clientX, y: event.clientY };
    timer = setTimeout(() => {
      acted = true;
      navigator.vibrate?.(10);
      act(event.target);
    }, LONG_PRESS_MS);
  });
  element.addEventListener('pointermove', ({ clientX, clientY }) => {
    if (Math.hypot(clientX - start.x, clientY - start.y) > STILL_PX) cancel();
  });
  for (const end of ['pointerup', 'pointercancel', 'pointerleave']) element.addEventListener(end, cancel);
  // Else the finger's leaving counts as a click, which takes the focus from where the long press put it.
  element.addEventListener('touchend', (event) => acted && event.preventDefault(), { passive: false });
  // The browser's own menu would cover what the long press brought.
  element.addEventListener('contextmenu', (event) => {
    const touch = event instanceof PointerEvent && event.pointerType === 'touch';
    if (touch && event.target instanceof Element && !event.target.closest('a')) event.preventDefault();
  });
}
