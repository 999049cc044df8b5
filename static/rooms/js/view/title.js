import { plainText } from '../room/markdown.js';
import { knownPerson } from '../room/mentions.js';
import { t } from '../util/i18n.js';

const LONGEST = 80;

/**
 * The page's title: the room; and when somebody speaks to us while we look elsewhere, who and what, until we look.
 * @param {import('../room/state.js').RoomStore} store
 * @param {import('../util/emitter.js').Emitter<import('../types.js').Signals>} signals
 */
export function followTitle(store, signals) {
  let alert = '';
  let blurred = false;

  function show() {
    const { room } = store.get();
    document.title = alert || (room ? `${room.id} – Multiplayer Piano` : 'Multiplayer Piano');
  }

  /** @param {boolean} away */
  function look(away) {
    blurred = away;
    if (!away) alert = '';
    show();
  }

  signals.on('addressed', ({ sender, text }) => {
    if (!blurred && document.hasFocus() && !document.hidden) return;
    const words = plainText(text, (id) => knownPerson(store.get(), id)?.name);
    alert = t('title.addressed', { name: sender.name, text: words.slice(0, LONGEST) });
    show();
  });
  addEventListener('blur', () => look(true));
  addEventListener('focus', () => look(false));
  // Some systems bring a hidden page back without telling it of the focus.
  document.addEventListener('visibilitychange', () => {
    if (!document.hidden && document.hasFocus()) look(false);
  });
  store.subscribe(['room'], show);
}
