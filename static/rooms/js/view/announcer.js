import { announcements } from '../room/announcements.js';
import { plainText } from '../room/markdown.js';
import { knownPerson } from '../room/mentions.js';
import { byId } from '../util/dom.js';
import { language, t } from '../util/i18n.js';

/** Time to listen to one announcement before the next; what happens meanwhile is put together. */
const PAUSE_MS = 3000;
/** So that a region that has just come to another place is known there before it speaks. */
const SETTLE_MS = 100;
/** Of a flood only the end is worth hearing. */
const MOST_WAITING = 5;

/**
 * The one voice of the page for screen readers; besides it only the log of the chat speaks, while it is open.
 * @param {import('../room/state.js').RoomStore} store
 * @param {import('../util/emitter.js').Emitter<import('../types.js').Signals>} signals
 */
export function createAnnouncer(store, signals) {
  const region = byId('announcer', HTMLElement);
  let told = store.get();
  /** @type {string[]} */
  let waiting = [];
  let timer = 0;
  let spokeAt = -Infinity;

  function flush() {
    timer = 0;
    const state = store.get();
    const words = [...announcements(told, state).map(sentence), ...waiting];
    told = state;
    waiting = [];
    if (words.length === 0) return;
    spokeAt = performance.now();
    speak(region, words.join(' '));
  }

  function soon() {
    timer ||= setTimeout(flush, Math.max(SETTLE_MS, spokeAt + PAUSE_MS - performance.now()));
  }

  /** @param {string} text */
  function say(text) {
    waiting = [...waiting, text].slice(-MOST_WAITING);
    soon();
  }

  store.subscribe(['connection', 'room', 'people'], soon);
  signals.on('addressed', ({ sender, text }) => {
    // An open chat speaks for itself.
    if (!byId('chat', HTMLElement).classList.contains('closed')) return;
    const words = plainText(text, (id) => knownPerson(store.get(), id)?.name);
    say(t('say.line', { name: sender.name, text: words }));
  });
  return say;
}

/** @param {import('../room/announcements.js').Announcement} announcement */
function sentence({ key, values, names }) {
  if (!names) return t(key, values);
  return t(key, { names: new Intl.ListFormat(language(), { type: 'conjunction' }).format(names) });
}

/** While a dialog is open nothing outside of it is heard. @param {HTMLElement} region @param {string} text */
function speak(region, text) {
  const host = [...document.querySelectorAll('dialog[open]')].at(-1) ?? document.body;
  if (region.parentElement !== host) {
    region.textContent = '';
    host.append(region);
  }
  setTimeout(() => {
    region.textContent = text;
  }, SETTLE_MS);
}
