import { isPlain } from '../room/draft.js';
import { knownPerson, splitMentions } from '../room/mentions.js';
import { byId } from '../util/dom.js';
import { around, t } from '../util/i18n.js';
import { excerpt, nameOf } from './chatLine.js';
import { tagMark } from './chip.js';

/** @typedef {Readonly<import('../types.js').RoomState>} RoomState */

/** Above the field: whom the message is for, what it answers, whom it names. */
export class DraftBar {
  #form = byId('chat-form', HTMLFormElement);
  #input = byId('chat-input', HTMLInputElement);
  #bar = byId('chat-draft', HTMLElement);
  #recipient = byId('draft-dm', HTMLElement);
  #reply = byId('draft-reply', HTMLElement);
  #mentions = byId('draft-mentions', HTMLElement);
  #store;

  /**
   * @param {import('../room/state.js').RoomStore} store
   * @param {import('../room/intents.js').Intents} intents
   */
  constructor(store, intents) {
    this.#store = store;
    const change = (/** @type {import('../types.js').Draft} */ draft) => {
      intents.setDraft(draft);
      this.#input.focus();
    };
    byId('draft-dm-cancel', HTMLButtonElement).addEventListener('click', () => change({ recipient: null, reply: null }));
    byId('draft-reply-cancel', HTMLButtonElement).addEventListener('click', () => {
      change({ ...store.get().draft, reply: null });
    });
    this.#input.addEventListener('input', () => this.showMentions());
    store.subscribe(['draft', 'people'], (state) => this.#render(state));
  }

  showMentions() {
    const state = this.#store.get();
    const names = splitMentions(this.#input.value)
      .map(({ id }) => (id ? knownPerson(state, id)?.name : undefined))
      .filter((name) => name !== undefined);
    this.#mentions.hidden = names.length === 0;
    this.#mentions.textContent = t('chat.mentions', { names: [...new Set(names)].join(', ') });
    this.#bar.hidden = isPlain(state.draft) && names.length === 0;
  }

  /** @param {RoomState} state */
  #render(state) {
    const { recipient, reply } = state.draft;
    this.#form.classList.toggle('private', recipient !== null);
    this.#recipient.hidden = !recipient;
    this.#reply.hidden = !reply;
    if (recipient) {
      const person = state.people.get(recipient.id) ?? recipient;
      const [before, after] = around('chat.draftTo', 'name');
      words(this.#recipient).replaceChildren(
        before, ...(person.tag ? [tagMark(person.tag)] : []), nameOf(person, 'draft-name'), after,
      );
    }
    if (reply) {
      const [before, after] = around('chat.draftReply', 'name');
      const name = nameOf(reply.sender, 'draft-name');
      words(this.#reply).replaceChildren(before, name, after, ' ', excerpt(reply, state));
    }
    this.showMentions();
  }
}

/** @param {HTMLElement} row */
const words = (row) => /** @type {HTMLElement} */ (row.querySelector('.draft-words'));
