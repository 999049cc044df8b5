import { personActions } from '../room/actions.js';
import { isMentionable, knownPerson } from '../room/mentions.js';
import { byId } from '../util/dom.js';
import { t } from '../util/i18n.js';
import { fillChip } from './chip.js';
import { createSheet } from './sheet.js';

/** @typedef {import('../room/state.js').RoomStore} RoomStore */
/** @typedef {import('../room/intents.js').Intents} Intents */
/** @typedef {import('../types.js').Participant} Participant */
/** @typedef {import('../types.js').MuteList} MuteList */

/**
 * @typedef {object} PersonOptions
 * @property {import('../play/listener.js').Listener} listener
 * @property {(text: string) => void} tell
 * @property {(person: Participant) => void} write  a private message
 * @property {(id: string) => void} mention
 * @property {(id: string) => void} kickban
 * @property {{open: (person: Participant) => void, ensure: () => void}} reports
 * @property {(id: string) => void} volume  shows how loud they are heard
 * @property {(id: string) => void} setUser
 * @property {(id: string) => void} siteBan
 */

/** @type {readonly [string, readonly MuteList[]][]} */
const TOGGLES = [
  ['person-mute', ['muted']],
  ['person-mute-chat', ['chatMuted']],
  ['person-mute-both', ['muted', 'chatMuted']],
  ['person-hide-cursor', ['cursorHidden']],
];

/** What can be done about somebody else; about who has left and is still read in the chat, too. */
export class PersonDialog {
  #id = '';
  #sheet = createSheet('person-dialog', () => {
    this.#id = '';
  });
  #store;
  #options;

  /** @param {RoomStore} store @param {Intents} intents @param {PersonOptions} options */
  constructor(store, intents, options) {
    this.#store = store;
    this.#options = options;
    for (const [button, lists] of TOGGLES) {
      byId(button, HTMLButtonElement).addEventListener('click', () => intents.toggleMute(this.#id, lists));
    }
    this.#onClick('person-dm', ({ person }) => options.write(person));
    this.#onClick('person-mention', ({ id }) => options.mention(id));
    this.#onClick('person-crown', ({ id }) => intents.giveCrown(id));
    this.#onClick('person-kickban', ({ id }) => options.kickban(id));
    this.#onClick('person-report', ({ person }) => options.reports.open(person));
    this.#onClick('person-set', ({ id }) => options.setUser(id));
    this.#onClick('person-site-ban', ({ id }) => options.siteBan(id));
    this.#onClick('person-copy', async ({ id }) => {
      const copied = await navigator.clipboard?.writeText(id).then(() => true, () => false);
      options.tell(copied ? t('person.copied') : t('person.notCopied', { id }));
    });
    store.subscribe(
      ['people', 'room', 'ownId', 'muted', 'chatMuted', 'cursorHidden', 'permissions', 'reportReasons'],
      () => this.#render(),
    );
  }

  /** @param {string} id */
  open(id) {
    if (!knownPerson(this.#store.get(), id)) return;
    this.#id = id;
    this.#options.reports.ensure();
    this.#options.volume(id);
    this.#render();
    this.#sheet.open();
  }

  /**
   * The sheet goes first, for closing it gives the focus back to where it came from.
   * @param {string} button
   * @param {(target: {id: string, person: Participant}) => void} act
   */
  #onClick(button, act) {
    byId(button, HTMLButtonElement).addEventListener('click', () => {
      const id = this.#id;
      const person = knownPerson(this.#store.get(), id);
      this.#sheet.close();
      if (person) act({ id, person });
    });
  }

  #render() {
    const id = this.#id;
    if (!id) return;
    const state = this.#store.get();
    const person = knownPerson(state, id);
    if (!person) {
      this.#sheet.close();
      return;
    }
    fillChip(byId('person-chip', HTMLElement), person, { crown: state.room?.crown?.participantId === id });
    byId('person-facts', HTMLElement).textContent = this.#facts(state.people.has(id));
    for (const [button, lists] of TOGGLES) {
      const on = lists.every((list) => state[list].has(id));
      byId(button, HTMLButtonElement).setAttribute('aria-pressed', String(on));
    }
    this.#offer(personActions(state, id), state.reportReasons.length > 0);
  }

  /** @param {boolean} here */
  #facts(here) {
    if (!here) return t('person.gone');
    const delay = this.#options.listener.delayOf(this.#id);
    return delay ? t('person.delay', { ms: Math.round(delay) }) : '';
  }

  /** @param {ReturnType<typeof personActions>} actions @param {boolean} report */
  #offer({ write, giveCrown, kickban, setUser, siteBan }, report) {
    show('person-dm', write);
    show('person-mention', write && isMentionable(this.#id));
    show('person-report', report);
    show('person-crown', giveCrown);
    show('person-kickban', kickban);
    show('person-owner', giveCrown || kickban);
    show('person-set', setUser);
    show('person-site-ban', siteBan);
    show('person-staff', setUser || siteBan);
  }
}

/** @param {string} id @param {boolean} shown */
function show(id, shown) {
  byId(id, HTMLElement).hidden = !shown;
}
