import { holdsCrown, mayModerate, mayTakeCrownAnyTime } from '../room/state.js';
import { MAX_NAME } from '../room/intents.js';
import { byId } from '../util/dom.js';
import { t } from '../util/i18n.js';
import { sendable } from '../util/text.js';
import { fillChip } from './chip.js';
import { createSheet } from './sheet.js';

/** @typedef {import('../room/state.js').RoomStore} RoomStore */
/** @typedef {import('../room/intents.js').Intents} Intents */

/** Own name and colour. @param {RoomStore} store @param {Intents} intents */
export function createNameDialog(store, intents) {
  const sheet = createSheet('name-dialog');
  const name = byId('name-input', HTMLInputElement);
  const color = byId('color-input', HTMLInputElement);
  const preview = byId('name-preview', HTMLElement);

  function show() {
    const { me } = store.get();
    if (me) fillChip(preview, { ...me, name: name.value || me.name, color: color.value, afk: false });
  }

  name.addEventListener('input', show);
  color.addEventListener('input', show);
  byId('name-form', HTMLFormElement).addEventListener('submit', (event) => {
    event.preventDefault();
    const { me } = store.get();
    const clean = sendable(name.value, MAX_NAME);
    /** @type {{name?: string, color?: string}} */
    const set = {};
    if (clean && clean !== me?.name) set.name = clean;
    if (color.value !== me?.color) set.color = color.value;
    if (Object.keys(set).length) intents.setUser(set);
    sheet.close();
  });

  return () => {
    const { me } = store.get();
    if (!me) return;
    name.value = me.name;
    color.value = me.color;
    show();
    sheet.open();
    name.select();
  };
}

/**
 * What can be done about somebody else.
 * @param {RoomStore} store
 * @param {Intents} intents
 * @param {import('../play/listener.js').Listener} listener
 * @param {(text: string) => void} tell
 */
export function createPersonDialog(store, intents, listener, tell) {
  let id = '';
  const sheet = createSheet('person-dialog', () => {
    id = '';
  });
  const mute = byId('person-mute', HTMLButtonElement);
  const muteChat = byId('person-mute-chat', HTMLButtonElement);
  const crown = byId('person-crown', HTMLButtonElement);
  const kickban = byId('person-kickban-form', HTMLFormElement);
  const minutes = byId('person-minutes', HTMLInputElement);
  const label = (/** @type {HTMLElement} */ button, /** @type {string} */ key) => {
    const span = button.querySelector('span');
    if (span) span.textContent = t(key);
  };

  function render() {
    if (!id) return;
    const state = store.get();
    const person = state.people.get(id);
    if (!person) {
      sheet.close();
      return;
    }
    fillChip(byId('person-chip', HTMLElement), person, { crown: state.room?.crown?.participantId === id });
    const delay = listener.delayOf(id);
    byId('person-facts', HTMLElement).textContent = delay ? t('person.delay', { ms: Math.round(delay) }) : '';
    label(mute, state.muted.has(id) ? 'person.unmute' : 'person.mute');
    label(muteChat, state.chatMuted.has(id) ? 'person.unmuteChat' : 'person.muteChat');
    crown.hidden = !(state.room?.crown && (holdsCrown(state) || mayTakeCrownAnyTime(state)));
    kickban.hidden = !mayModerate(state);
  }

  mute.addEventListener('click', () => intents.toggleMute(id, 'muted'));
  muteChat.addEventListener('click', () => intents.toggleMute(id, 'chatMuted'));
  crown.addEventListener('click', () => {
    intents.giveCrown(id);
    sheet.close();
  });
  byId('person-copy', HTMLButtonElement).addEventListener('click', async () => {
    await navigator.clipboard?.writeText(id).then(() => tell(t('person.copied'))).catch(() => undefined);
    sheet.close();
  });
  kickban.addEventListener('submit', (event) => {
    event.preventDefault();
    intents.kickban(id, minutes.valueAsNumber || 0);
    sheet.close();
  });
  store.subscribe(['people', 'room', 'ownId', 'muted', 'chatMuted', 'permissions'], render);

  return (/** @type {string} */ personId) => {
    id = personId;
    render();
    if (id) sheet.open();
  };
}
