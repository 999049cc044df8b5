import { isPlain, replyTo, stepBack, writeBack, writeTo } from '../room/draft.js';
import { mentionOf } from '../room/mentions.js';
import { countUnread } from '../room/unread.js';
import { byId } from '../util/dom.js';
import { t } from '../util/i18n.js';
import { createCounter } from './chatCount.js';
import { ChatLog } from './chatLog.js';
import { DraftBar } from './draftBar.js';
import { MentionList } from './mentionList.js';

/** @typedef {import('../types.js').ChatLine} ChatLine */

const coarse = matchMedia('(pointer: coarse)');
const low = matchMedia('(max-height: 480px)');

/** The panel of the chat: lines, what is being written, and when it is to be seen. */
export class Chat {
  #input = byId('chat-input', HTMLInputElement);
  #form = byId('chat-form', HTMLFormElement);
  #open;
  #store;
  #intents;
  #log;
  #bar;
  #count;

  /**
   * @param {import('../room/state.js').RoomStore} store
   * @param {import('../util/store.js').Store<import('../types.js').Settings>} settings
   * @param {import('../room/intents.js').Intents} intents
   * @param {Pick<import('./chatLog.js').LogActions, 'open' | 'report' | 'reportable'>} actions
   */
  constructor(store, settings, intents, actions) {
    this.#store = store;
    this.#intents = intents;
    const own = () => store.get().ownId;
    this.#log = new ChatLog(store, settings, {
      ...actions,
      reply: (line) => this.#begin(replyTo(line, own())),
      write: (line) => this.#begin(writeBack(line, own())),
    });
    this.#open = bindVisibility(store, settings, byId('chat', HTMLElement));
    new MentionList(store);
    this.#count = createCounter(this.#input);
    this.#bar = new DraftBar(store, intents);
    this.#form.addEventListener('submit', (event) => this.#submit(event));
    this.#form.addEventListener('keydown', (event) => this.#leave(event));
    addEventListener('keydown', (event) => this.#enter(event));
    store.subscribe(['room', 'draft', 'me'], () => this.#hint());
  }

  /** To one person alone. @param {import('../types.js').Participant} person */
  writeTo(person) {
    this.#begin(writeTo(person));
  }

  /** @param {string} id */
  mention(id) {
    const { value, selectionEnd } = this.#input;
    const at = selectionEnd ?? value.length;
    const before = value.slice(0, at).replace(/(\S)$/, '$1 ') + mentionOf(id) + ' ';
    const text = before + value.slice(at);
    if (text.length <= this.#input.maxLength) this.#input.value = text;
    this.#bar.showMentions();
    this.#count();
    this.#begin(this.#store.get().draft);
    this.#input.setSelectionRange(before.length, before.length);
  }

  /** @param {import('../types.js').Draft} draft */
  #begin(draft) {
    this.#intents.setDraft(draft);
    this.#open();
    this.#input.focus();
  }

  /** @param {Event} event */
  #submit(event) {
    event.preventDefault();
    if (this.#input.value.trim() === '') this.#input.blur();
    // Kept if it could not leave, so that nothing written is lost.
    else if (this.#intents.speak(this.#input.value)) this.#input.value = '';
    this.#bar.showMentions();
    this.#count();
    this.#log.toEnd();
  }

  /** Esc undoes one thing at a time. @param {KeyboardEvent} event */
  #leave(event) {
    if (event.key !== 'Escape' || event.isComposing) return;
    const { draft } = this.#store.get();
    if (isPlain(draft)) {
      /** @type {HTMLElement} */ (event.target).blur();
    } else {
      this.#intents.setDraft(stepBack(draft));
      this.#input.focus();
    }
  }

  /** @param {KeyboardEvent} event */
  #enter(event) {
    if (event.key !== 'Enter' || event.isComposing || document.querySelector('dialog[open]')) return;
    if (isOff(this.#store.get())) return;
    const target = /** @type {Element} */ (event.target);
    if (target.closest('button:focus-visible, a, input, textarea, select')) return;
    event.preventDefault();
    this.#open();
    requestAnimationFrame(() => this.#input.focus());
  }

  #hint() {
    const { draft, me } = this.#store.get();
    const off = isOff(this.#store.get());
    const vanished = me?.vanished === true;
    this.#input.disabled = off || vanished;
    const everybody = coarse.matches ? 'chat.placeholderTouch' : 'chat.placeholder';
    const open = draft.recipient ? 'chat.placeholderPrivate' : everybody;
    this.#input.placeholder = t(off ? 'chat.placeholderOff' : vanished ? 'chat.placeholderVanished' : open);
  }
}

/**
 * @param {import('../room/state.js').RoomStore} store
 * @param {import('../util/store.js').Store<import('../types.js').Settings>} settings
 * @param {HTMLElement} panel
 * @returns {() => void} opens the chat
 */
function bindVisibility(store, settings, panel) {
  const toggle = byId('chat-toggle', HTMLButtonElement);
  const hint = byId('chat-off', HTMLElement);
  let seen = store.get();
  let missed = 0;
  // On a low screen the chat covers the keys: there it is open only when asked for, whatever was stored.
  let asked = false;
  const isOpen = () => settings.get().chatOpen && (asked || !low.matches);

  function show() {
    const off = isOff(store.get());
    const open = isOpen() && !off;
    panel.classList.toggle('closed', !open);
    toggle.hidden = off;
    hint.hidden = !off;
    toggle.setAttribute('aria-expanded', String(open));
    if (open) missed = 0;
    showUnread(missed);
  }

  /** @param {boolean} open */
  function set(open) {
    asked = open;
    settings.update({ chatOpen: open || low.matches });
    show();
  }

  toggle.addEventListener('click', () => set(!isOpen()));
  low.addEventListener('change', show);
  settings.subscribe(['chatOpen'], show);
  store.subscribe(['chat', 'room'], (state) => {
    missed = countUnread(missed, seen, state);
    seen = state;
    show();
  });
  return () => set(true);
}

/** @param {number} count */
function showUnread(count) {
  const badge = byId('unread', HTMLElement);
  badge.hidden = count === 0;
  badge.textContent = count > 99 ? '99+' : String(count);
}

/** The room's settings can do without a chat. @param {import('../types.js').RoomState} state */
function isOff({ room }) {
  return room?.settings.chat === false;
}
