import { roomActions } from '../room/actions.js';
import { byId } from '../util/dom.js';
import { t } from '../util/i18n.js';
import { createSheet } from './sheet.js';

/**
 * What staff can do in any room; who they are shows at the button, because it is easily forgotten.
 * @param {import('../room/state.js').RoomStore} store
 * @param {import('../room/intents.js').Intents} intents
 */
export function createStaffSheet(store, intents) {
  const opener = byId('staff-button', HTMLButtonElement);
  const vanish = byId('staff-vanish', HTMLInputElement);
  const clear = createClearButton(() => {
    intents.clearChat();
    sheet.close();
  });
  const sheet = createSheet('staff-dialog', clear.reset);

  opener.addEventListener('click', () => sheet.open());
  vanish.addEventListener('change', () => intents.vanish(vanish.checked));
  store.subscribe(['permissions', 'connection', 'room', 'me'], (state) => {
    const actions = roomActions(state);
    const vanished = state.me?.vanished === true;
    opener.hidden = !actions.staff;
    opener.setAttribute('aria-label', t(vanished ? 'staff.titleVanished' : 'staff.title'));
    opener.title = opener.getAttribute('aria-label') ?? '';
    opener.classList.toggle('on', vanished);
    byId('staff-vanish-row', HTMLElement).hidden = !actions.vanish;
    clear.button.hidden = !actions.clearChat;
    vanish.checked = vanished;
    if (!actions.staff) sheet.close();
  });
}

/** Everybody's lines go at once and for good: it takes two clicks. @param {() => void} act */
function createClearButton(act) {
  const button = byId('staff-clear-chat', HTMLButtonElement);
  const words = /** @type {HTMLElement} */ (button.querySelector('span'));
  let sure = false;

  /** @param {boolean} value */
  function set(value) {
    sure = value;
    words.textContent = t(sure ? 'staff.clearSure' : 'staff.clearChat');
  }

  set(false);
  button.addEventListener('click', () => {
    const now = sure;
    set(!sure);
    if (now) act();
  });
  return { button, reset: () => set(false) };
}
