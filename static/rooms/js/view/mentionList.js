import { insertMention, mentionCandidates, mentionQuery } from '../room/mentions.js';
import { byId, make } from '../util/dom.js';
import { fillChip } from './chip.js';

/** @typedef {import('../types.js').Participant} Participant */

/** Completes `@` and the beginning of a name. */
export class MentionList {
  #input = byId('chat-input', HTMLInputElement);
  #list = byId('mention-list', HTMLElement);
  /** @type {Participant[]} */
  #offered = [];
  #chosen = 0;
  /** Where the `@` stands that was dismissed by Esc. */
  #dismissed = -1;
  #store;

  /** @param {import('../room/state.js').RoomStore} store */
  constructor(store) {
    this.#store = store;
    const input = this.#input;
    // In the capture phase: while the list is open, its keys are nobody else's.
    input.addEventListener('keydown', (event) => this.#key(event), { capture: true });
    input.addEventListener('input', () => this.#update());
    input.addEventListener('click', () => this.#update());
    input.addEventListener('keyup', ({ key }) => {
      if (key === 'ArrowLeft' || key === 'ArrowRight' || key === 'Home' || key === 'End') this.#update();
    });
    input.addEventListener('blur', () => this.#show([]));
    store.subscribe(['people'], () => this.#open && this.#update());
    // A press on the list must not take the focus from the field.
    this.#list.addEventListener('pointerdown', (event) => event.preventDefault());
    this.#list.addEventListener('click', ({ target }) => {
      const option = target instanceof Element ? target.closest('[role=option]') : null;
      if (option) this.#accept(this.#offered[[...this.#list.children].indexOf(option)]);
    });
  }

  get #open() {
    return this.#offered.length > 0;
  }

  get #query() {
    return mentionQuery(this.#input.value, this.#input.selectionStart ?? 0);
  }

  #update() {
    const query = this.#query;
    if (query?.start !== this.#dismissed) this.#dismissed = -1;
    const { people, ownId } = this.#store.get();
    const wanted = query && query.start !== this.#dismissed;
    this.#show(wanted ? mentionCandidates(people, query.query, ownId) : []);
  }

  /** @param {Participant[]} people */
  #show(people) {
    const before = this.#offered[this.#chosen]?.id;
    this.#offered = people;
    this.#chosen = Math.max(0, people.findIndex(({ id }) => id === before));
    this.#list.hidden = !this.#open;
    this.#input.setAttribute('aria-expanded', String(this.#open));
    this.#list.replaceChildren(...people.map(option));
    this.#mark();
  }

  #mark() {
    [...this.#list.children].forEach((element, index) => {
      element.setAttribute('aria-selected', String(index === this.#chosen));
    });
    const active = this.#list.children[this.#chosen];
    if (active) this.#input.setAttribute('aria-activedescendant', active.id);
    else this.#input.removeAttribute('aria-activedescendant');
    active?.scrollIntoView({ block: 'nearest' });
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (!this.#open || event.isComposing || event.ctrlKey || event.altKey || event.metaKey) return;
    const { length } = this.#offered;
    if (event.key === 'ArrowDown') this.#chosen = (this.#chosen + 1) % length;
    else if (event.key === 'ArrowUp') this.#chosen = (this.#chosen + length - 1) % length;
    else if (event.key === 'Enter' || (event.key === 'Tab' && !event.shiftKey)) this.#accept(this.#offered[this.#chosen]);
    else if (event.key === 'Escape') this.#dismiss();
    else return;
    event.preventDefault();
    event.stopImmediatePropagation();
    this.#mark();
  }

  #dismiss() {
    this.#dismissed = this.#query?.start ?? -1;
    this.#show([]);
  }

  /** @param {Participant | undefined} person */
  #accept(person) {
    const query = this.#query;
    if (!person || !query) return;
    const { value, selectionStart } = this.#input;
    const { text, caret } = insertMention(value, query.start, selectionStart ?? value.length, person.id);
    // What would not fit would be cut in the middle of the id.
    if (text.length <= this.#input.maxLength) {
      this.#input.value = text;
      this.#input.setSelectionRange(caret, caret);
    }
    this.#show([]);
    this.#input.dispatchEvent(new Event('input', { bubbles: true }));
  }
}

/** @param {Participant} person @param {number} index */
function option(person, index) {
  const element = make('li', 'mention-option');
  element.id = `mention-option-${index}`;
  element.setAttribute('role', 'option');
  element.dataset.testid = 'mention-option';
  element.dataset.id = person.id;
  const chip = make('span', 'person-chip');
  fillChip(chip, person);
  element.append(chip);
  return element;
}
