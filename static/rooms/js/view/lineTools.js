import { icon, make } from '../util/dom.js';
import { t } from '../util/i18n.js';

/** @typedef {import('../types.js').ChatLine} ChatLine */
/**
 * @typedef {object} ToolActions
 * @property {(line: ChatLine) => void} reply
 * @property {(line: ChatLine) => void} report
 * @property {(line: ChatLine) => boolean} reportable
 */

const LONG_PRESS_MS = 450;
const STILL_PX = 10;

/**
 * What can be done with a line: buttons that go where the pointer or the focus is, a long press, the keyboard.
 * There is one set for all lines, so that screen readers do not read one with each new line.
 */
export class LineTools {
  #log;
  #lineOf;
  #actions;
  #tools = makeTools();
  /** @type {HTMLElement | null} */
  #current = null;

  /**
   * @param {HTMLElement} log
   * @param {(element: Element) => ChatLine | undefined} lineOf
   * @param {ToolActions} actions
   */
  constructor(log, lineOf, actions) {
    this.#log = log;
    this.#lineOf = lineOf;
    this.#actions = actions;
    this.#tools.reply.addEventListener('click', () => this.#answer(this.#current));
    this.#tools.report.addEventListener('click', () => {
      const line = this.#current && this.#lineOf(this.#current);
      if (line) actions.report(line);
    });
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
    if (line?.id) this.#actions.reply(line);
  }

  /** @param {Event} event */
  #attach({ target }) {
    const element = this.#element(target);
    const line = element && this.#lineOf(element);
    if (!element || !line?.id || element === this.#current) return;
    this.#setTabbable(-1);
    this.#current = element;
    this.#setTabbable(0);
    name(this.#tools.reply, t('chat.replyTo', { name: line.sender.name }));
    name(this.#tools.report, t('chat.report', { name: line.sender.name }));
    element.append(this.#tools.box);
    this.refresh();
  }

  /** What can be reported is known only some time after it is first asked for. */
  refresh() {
    const line = this.#current && this.#lineOf(this.#current);
    this.#tools.report.hidden = !line || !this.#actions.reportable(line);
  }

  /** @param {number} tabIndex  of what is in the current line, and of the line itself */
  #setTabbable(tabIndex) {
    if (!this.#current) return;
    this.#current.tabIndex = tabIndex;
    for (const button of this.#current.querySelectorAll('button')) button.tabIndex = tabIndex;
    for (const button of [this.#tools.reply, this.#tools.report]) button.tabIndex = 0;
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
  const reply = tool('reply', 'chat-reply');
  const report = tool('flag', 'chat-report');
  box.append(reply, report);
  return { box, reply, report };
}

/** @param {string} sign @param {string} testid */
function tool(sign, testid) {
  const button = make('button', 'button ghost');
  button.type = 'button';
  button.dataset.testid = testid;
  button.append(icon(sign));
  return button;
}

/** @param {HTMLElement} button @param {string} text */
function name(button, text) {
  button.setAttribute('aria-label', text);
  button.title = text;
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
