import { mentions } from '../room/mentions.js';
import { byId, calmMotion } from '../util/dom.js';
import { chatLineElement } from './chatLine.js';
import { LineTools } from './lineTools.js';

/** @typedef {import('../types.js').ChatLine} ChatLine */
/** @typedef {Omit<import('./chatLine.js').LineActions, 'jump'> & import('./lineTools.js').ToolActions} LogActions */

const MOST_LINES = 256;
const NEAR_END = 60;
const FOUND_MS = 1800;

/** The lines of the chat. */
export class ChatLog {
  #log = byId('chat-log', HTMLElement);
  #empty = byId('chat-empty', HTMLElement);
  /** @type {Map<string, HTMLElement>} ids come from outside: they are looked up here, never in the page */
  #byId = new Map();
  /** @type {WeakMap<Element, ChatLine>} */
  #lineOf = new WeakMap();
  /** @type {readonly ChatLine[]} */
  #shown = [];
  #epoch = -1;
  #atEnd = true;
  /** @type {import('./chatLine.js').LineLook} */
  #look = { times: false, ids: false };
  #store;
  #actions;

  /**
   * @param {import('../room/state.js').RoomStore} store
   * @param {import('../util/store.js').Store<import('../types.js').Settings>} settings
   * @param {LogActions} actions
   */
  constructor(store, settings, actions) {
    this.#store = store;
    this.#actions = { ...actions, jump: (/** @type {string} */ id) => this.#jump(id) };
    const tools = new LineTools(this.#log, (element) => this.#lineOf.get(element), actions);
    this.#log.addEventListener('scroll', () => {
      this.#atEnd = this.#log.scrollHeight - this.#log.scrollTop - this.#log.clientHeight < NEAR_END;
    }, { passive: true });
    // What is written above the field takes its place from the lines.
    new ResizeObserver(() => this.#atEnd && this.toEnd()).observe(this.#log);
    store.subscribe(['chat', 'chatMuted', 'ownId'], () => this.#render());
    store.subscribe(['reportReasons'], () => tools.refresh());
    // The colours of names are chosen for what is behind them.
    settings.subscribe(['theme', 'chatTimes', 'chatIds'], ({ chatTimes, chatIds }) => {
      this.#look = { times: chatTimes, ids: chatIds };
      this.#epoch = -1;
      this.#render();
    });
  }

  toEnd() {
    this.#log.scrollTop = this.#log.scrollHeight;
  }

  #render() {
    const { chat, chatEpoch, chatMuted } = this.#store.get();
    const log = this.#log;
    const fresh = this.#epoch !== chatEpoch;
    if (fresh) this.#startOver(chatEpoch);
    const known = new Set(this.#shown);
    for (const line of chat) {
      if (!known.has(line) && !chatMuted.has(line.sender.id)) this.#add(line, fresh);
    }
    this.#shown = chat;
    while (log.childElementCount > MOST_LINES) this.#removeFirst();
    this.#empty.hidden = log.childElementCount > 0;
    if (this.#atEnd || fresh) this.toEnd();
  }

  /** @param {number} epoch */
  #startOver(epoch) {
    this.#log.replaceChildren();
    this.#byId.clear();
    this.#shown = [];
    this.#epoch = epoch;
  }

  /** @param {ChatLine} line @param {boolean} old */
  #add(line, old) {
    const state = this.#store.get();
    const element = chatLineElement(line, state, this.#actions, this.#look);
    element.classList.toggle('old', old);
    element.classList.toggle('private', Boolean(line.recipient));
    element.classList.toggle('addressed', mentions(line.text, state.ownId));
    this.#lineOf.set(element, line);
    if (line.id) this.#byId.set(line.id, element);
    this.#log.append(element);
  }

  #removeFirst() {
    const first = this.#log.firstElementChild;
    const line = first && this.#lineOf.get(first);
    if (line && this.#byId.get(line.id) === first) this.#byId.delete(line.id);
    first?.remove();
  }

  /** @param {string} id */
  #jump(id) {
    const element = this.#byId.get(id);
    if (!element) return;
    element.scrollIntoView({ block: 'center', behavior: calmMotion.matches ? 'auto' : 'smooth' });
    element.focus({ preventScroll: true });
    element.classList.add('found');
    setTimeout(() => element.classList.remove('found'), FOUND_MS);
  }
}
