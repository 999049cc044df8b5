import { personActions } from '../room/actions.js';
import { MAX_NAME } from '../room/intents.js';
import { isMentionable } from '../room/mentions.js';
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
 * @typedef {object} PersonOptions
 * @property {import('../play/listener.js').Listener} listener
 * @property {(text: string) => void} tell
 * @property {(person: import('../types.js').Participant) => void} write  a private message
 * @property {(id: string) => void} mention
 * @property {(id: string) => void} setUser
 * @property {(id: string) => void} siteBan
 */

/** What can be done about somebody else. */
export class PersonDialog {
  #id = '';
  #sheet = createSheet('person-dialog', () => {
    this.#id = '';
  });
  #mute = byId('person-mute', HTMLButtonElement);
  #muteChat = byId('person-mute-chat', HTMLButtonElement);
  #kickban = byId('person-kickban-form', HTMLFormElement);
  #store;
  #listener;

  /** @param {RoomStore} store @param {Intents} intents @param {PersonOptions} options */
  constructor(store, intents, options) {
    this.#store = store;
    this.#listener = options.listener;
    this.#bind(intents, options);
    store.subscribe(['people', 'room', 'ownId', 'muted', 'chatMuted', 'permissions'], () => this.#render());
  }

  /** @param {string} id */
  open(id) {
    this.#id = id;
    this.#render();
    if (this.#store.get().people.has(id)) this.#sheet.open();
  }

  /** @param {Intents} intents @param {PersonOptions} options */
  #bind(intents, options) {
    this.#mute.addEventListener('click', () => intents.toggleMute(this.#id, 'muted'));
    this.#muteChat.addEventListener('click', () => intents.toggleMute(this.#id, 'chatMuted'));
    this.#onClick('person-dm', (id) => {
      const person = this.#store.get().people.get(id);
      if (person) options.write(person);
    });
    this.#onClick('person-mention', options.mention);
    this.#onClick('person-crown', (id) => intents.giveCrown(id));
    this.#onClick('person-set', options.setUser);
    this.#onClick('person-site-ban', options.siteBan);
    this.#onClick('person-copy', async (id) => {
      const copied = await navigator.clipboard?.writeText(id).then(() => true, () => false);
      if (copied) options.tell(t('person.copied'));
    });
    this.#kickban.addEventListener('submit', (event) => {
      event.preventDefault();
      intents.kickban(this.#id, byId('person-minutes', HTMLInputElement).valueAsNumber || 0);
      this.#sheet.close();
    });
  }

  /**
   * The sheet goes first, for closing it gives the focus back to where it came from.
   * @param {string} button
   * @param {(id: string) => void} act
   */
  #onClick(button, act) {
    byId(button, HTMLButtonElement).addEventListener('click', () => {
      const id = this.#id;
      this.#sheet.close();
      act(id);
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
    this.#offer(personActions(state, this.#id));
  }

  /** @param {ReturnType<typeof personActions>} actions */
  #offer({ write, giveCrown, kickban, setUser, siteBan }) {
    byId('person-dm', HTMLElement).hidden = !write;
    byId('person-mention', HTMLElement).hidden = !(write && isMentionable(this.#id));
    byId('person-crown', HTMLElement).hidden = !giveCrown;
    byId('person-set', HTMLElement).hidden = !setUser;
    byId('person-site-ban', HTMLElement).hidden = !siteBan;
    byId('person-staff', HTMLElement).hidden = !(setUser || siteBan);
    this.#kickban.hidden = !kickban;
  }
}

/** @param {HTMLElement} button @param {string} key */
function label(button, key) {
  const span = button.querySelector('span');
  if (span) span.textContent = t(key);
}
