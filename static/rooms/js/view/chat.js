import { readable } from '../util/color.js';
import { byId, make } from '../util/dom.js';
import { t } from '../util/i18n.js';
import { splitLinks } from '../util/text.js';

/** @typedef {import('../types.js').ChatLine} ChatLine */

const MOST_LINES = 256;
const NEAR_END = 60;
const coarse = matchMedia('(pointer: coarse)');
const low = matchMedia('(max-height: 480px)');

/** The solid colour behind the lines, for the contrast of names. */
const background = () => (document.documentElement.dataset.theme === 'light' ? '#f4f6f9' : '#141a24');

/** @param {ChatLine} line @param {string | null} ownId */
function renderLine({ sender, recipient, text, time }, ownId) {
  const element = make('p', 'chat-line');
  element.dataset.testid = 'chat-line';
  if (time) element.title = new Date(time).toLocaleTimeString();
  if (recipient) {
    const label = sender.id === ownId ? t('chat.to', { name: recipient.name }) : t('chat.from', { name: sender.name });
    element.append(make('span', 'chat-private', label));
  }
  const name = make('span', 'chat-name', sender.name);
  name.dir = 'auto';
  name.style.color = readable(sender.color, background());
  const body = make('span', 'chat-text');
  body.dir = 'auto';
  for (const part of splitLinks(text)) body.append(part.href ? link(part.text, part.href) : part.text);
  element.append(name, body);
  return element;
}

/** @param {string} text @param {string} href */
function link(text, href) {
  const element = make('a', '', text);
  element.href = href;
  element.target = '_blank';
  element.rel = 'noopener noreferrer nofollow ugc';
  return element;
}

/**
 * @param {import('../room/state.js').RoomStore} store
 * @param {import('../util/store.js').Store<import('../types.js').Settings>} settings
 * @param {(text: string) => boolean} send
 */
export function createChat(store, settings, send) {
  const panel = byId('chat', HTMLElement);
  const log = byId('chat-log', HTMLElement);
  const input = byId('chat-input', HTMLInputElement);
  showLines(store, log);
  const open = bindVisibility(store, settings, panel);

  byId('chat-form', HTMLFormElement).addEventListener('submit', (event) => {
    event.preventDefault();
    if (input.value.trim() === '') input.blur();
    // Kept if it could not leave, so that nothing written is lost.
    else if (send(input.value)) input.value = '';
    log.scrollTop = log.scrollHeight;
  });
  addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && document.activeElement === input) input.blur();
    if (event.key !== 'Enter' || event.isComposing || document.querySelector('dialog[open]')) return;
    const target = /** @type {Element} */ (event.target);
    if (target.closest('button:focus-visible, a, input, textarea, select')) return;
    event.preventDefault();
    open();
    requestAnimationFrame(() => input.focus());
  });
  store.subscribe(['room'], ({ room }) => {
    const off = room?.settings.chat === false;
    input.disabled = off;
    const hint = coarse.matches ? 'chat.placeholderTouch' : 'chat.placeholder';
    input.placeholder = t(off ? 'chat.placeholderOff' : hint);
  });
}

/** @param {import('../room/state.js').RoomStore} store @param {HTMLElement} log */
function showLines(store, log) {
  const empty = byId('chat-empty', HTMLElement);
  /** @type {ChatLine[]} */
  let shown = [];
  let epoch = -1;

  store.subscribe(['chat', 'chatMuted', 'ownId'], ({ chat, chatEpoch, chatMuted, ownId }) => {
    const atEnd = log.scrollHeight - log.scrollTop - log.clientHeight < NEAR_END;
    const fresh = epoch !== chatEpoch;
    if (fresh) {
      log.replaceChildren();
      shown = [];
      epoch = chatEpoch;
    }
    const known = new Set(shown);
    for (const line of chat) {
      if (known.has(line) || chatMuted.has(line.sender.id)) continue;
      const element = renderLine(line, ownId);
      element.classList.toggle('old', fresh);
      log.append(element);
    }
    shown = chat;
    while (log.childElementCount > MOST_LINES) log.firstElementChild?.remove();
    empty.hidden = log.childElementCount > 0;
    if (atEnd || fresh) log.scrollTop = log.scrollHeight;
  });
}

/**
 * @param {import('../room/state.js').RoomStore} store
 * @param {import('../util/store.js').Store<import('../types.js').Settings>} settings
 * @param {HTMLElement} panel
 * @returns {() => void} opens the chat
 */
function bindVisibility(store, settings, panel) {
  const toggle = byId('chat-toggle', HTMLButtonElement);
  const unread = byId('unread', HTMLElement);
  let missed = 0;
  let last = store.get().chat.at(-1);
  // On a low screen the chat covers the keys: there it is open only when asked for, whatever was stored.
  let asked = false;
  const isOpen = () => settings.get().chatOpen && (asked || !low.matches);

  function show() {
    const open = isOpen();
    panel.classList.toggle('closed', !open);
    toggle.setAttribute('aria-expanded', String(open));
    if (open) missed = 0;
    unread.hidden = missed === 0;
    unread.textContent = missed > 99 ? '99+' : String(missed);
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
  store.subscribe(['chat'], ({ chat }) => {
    const from = last ? chat.lastIndexOf(last) + 1 : chat.length;
    if (!isOpen() && from > 0) missed += chat.length - from;
    last = chat.at(-1);
    show();
  });
  return () => set(true);
}
