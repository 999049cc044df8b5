import { inOrder } from '../room/members.js';
import { byId, make } from '../util/dom.js';
import { fillChip } from './chip.js';

const GLOW_MS = 400;

/** @typedef {import('../types.js').RoomState} RoomState */

/** The row of names. Own first, then the crown, then by arrival. */
export class PeopleRow {
  #list = byId('names', HTMLElement);
  /** @type {Map<string, HTMLButtonElement>} */
  #chips = new Map();
  /** @type {Map<string, number>} */
  #litUntil = new Map();
  #open;

  /**
   * @param {import('../room/state.js').RoomStore} store
   * @param {import('./visuals.js').Visuals} visuals
   * @param {(id: string) => void} open
   */
  constructor(store, visuals, open) {
    this.#open = open;
    store.subscribe(['people', 'room', 'ownId', 'muted', 'chatMuted'], (state) => this.#render(state));
    visuals.on('note', ({ owner, stop }) => {
      if (!stop) this.#glow(owner);
    });
  }

  /** @param {RoomState} state */
  #render(state) {
    const items = inOrder(state).map((person) => this.#item(person, state));
    for (const id of this.#chips.keys()) if (!state.people.has(id)) this.#chips.delete(id);
    // Moving the focused chip would lose the focus; most updates change no order.
    const { children } = this.#list;
    if (items.length === children.length && items.every((item, i) => children[i] === item)) return;
    this.#list.replaceChildren(...items);
  }

  /** @param {import('../types.js').Participant} person @param {RoomState} state */
  #item(person, { room, ownId, muted, chatMuted }) {
    const { id } = person;
    const chip = this.#chips.get(id) ?? this.#makeChip(id);
    chip.dataset.own = String(id === ownId);
    const marks = { own: id === ownId, crown: id === room?.crown?.participantId, muted: muted.has(id) || chatMuted.has(id) };
    fillChip(chip, person, marks);
    const item = chip.parentElement ?? make('li');
    item.append(chip);
    return item;
  }

  /** @param {string} id */
  #makeChip(id) {
    const button = make('button', 'person-chip');
    button.type = 'button';
    button.dataset.testid = 'person';
    button.dataset.id = id;
    button.addEventListener('click', () => this.#open(id));
    this.#chips.set(id, button);
    return button;
  }

  /**
   * Lit while notes keep coming: who plays on glows, and does not flicker.
   * @param {string} id
   */
  #glow(id) {
    const chip = this.#chips.get(id);
    if (!chip) return;
    const lit = this.#litUntil.has(id);
    this.#litUntil.set(id, performance.now() + GLOW_MS);
    if (lit) return;
    chip.classList.add('playing');
    const dim = () => {
      const left = (this.#litUntil.get(id) ?? 0) - performance.now();
      if (left > 0) {
        setTimeout(dim, left);
        return;
      }
      this.#litUntil.delete(id);
      chip.classList.remove('playing');
    };
    setTimeout(dim, GLOW_MS);
  }
}
