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

/** What can be done about somebody else. */
export class PersonDialog {
  #id = '';
  #sheet = createSheet('person-dialog', () => {
    this.#id = '';
  });
  #mute = byId('person-mute', HTMLButtonElement);
  #muteChat = byId('person-mute-chat', HTMLButtonElement);
  #crown = byId('person-crown', HTMLButtonElement);
  #kickban = byId('person-kickban-form', HTMLFormElement);
  #store;
  #listener;

  /**
   * @param {RoomStore} store
   * @param {Intents} intents
   * @param {import('../play/listener.js').Listener} listener
   * @param {(text: string) => void} tell
   */
  constructor(store, intents, listener, tell) {
    this.#store = store;
    this.#listener = listener;
    this.#bind(intents, tell);
    store.subscribe(['people', 'room', 'ownId', 'muted', 'chatMuted', 'permissions'], () => this.#render());
  }

  /** @param {string} id */
  open(id) {
    this.#id = id;
    this.#render();
    if (this.#store.get().people.has(id)) this.#sheet.open();
  }

  /** @param {Intents} intents @param {(text: string) => void} tell */
  #bind(intents, tell) {
    this.#mute.addEventListener('click', () => intents.toggleMute(this.#id, 'muted'));
    this.#muteChat.addEventListener('click', () => intents.toggleMute(this.#id, 'chatMuted'));
    this.#crown.addEventListener('click', () => {
      intents.giveCrown(this.#id);
      this.#sheet.close();
    });
    byId('person-copy', HTMLButtonElement).addEventListener('click', async () => {
      const copied = await navigator.clipboard?.writeText(this.#id).then(() => true, () => false);
      if (copied) tell(t('person.copied'));
      this.#sheet.close();
    });
    this.#kickban.addEventListener('submit', (event) => {
      event.preventDefault();
      intents.kickban(this.#id, byId('person-minutes', HTMLInputElement).valueAsNumber || 0);
      this.#sheet.close();
    });
  }

  #render() {
    if (!this.#id) return;
    const state = this.#store.get();
    const person = state.people.get(this.#id);
    if (!person) {
      this.#sheet.close();
      return;
    }
    fillChip(byId('person-chip', HTMLElement), person, { crown: state.room?.crown?.participantId === this.#id });
    const delay = this.#listener.delayOf(this.#id);
    byId('person-facts', HTMLElement).textContent = delay ? t('person.delay', { ms: Math.round(delay) }) : '';
    label(this.#mute, state.muted.has(this.#id) ? 'person.unmute' : 'person.mute');
    label(this.#muteChat, state.chatMuted.has(this.#id) ? 'person.unmuteChat' : 'person.muteChat');
    this.#crown.hidden = !(state.room?.crown && (holdsCrown(state) || mayTakeCrownAnyTime(state)));
    this.#kickban.hidden = !mayModerate(state);
  }
}

/** @param {HTMLElement} button @param {string} key */
function label(button, key) {
  const span = button.querySelector('span');
  if (span) span.textContent = t(key);
}
