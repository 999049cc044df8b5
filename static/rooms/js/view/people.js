import { byId, make } from '../util/dom.js';
import { fillChip } from './chip.js';

const FLASH_MS = 130;

/**
 * The row of names. Own first, then the crown, then by arrival.
 * @param {import('../room/state.js').RoomStore} store
 * @param {import('./visuals.js').Visuals} visuals
 * @param {(id: string, own: boolean) => void} open
 */
export function createPeople(store, visuals, open) {
  const list = byId('names', HTMLElement);
  /** @type {Map<string, HTMLButtonElement>} */
  const chips = new Map();
  /** @type {Set<string>} */
  const flashing = new Set();

  /** @param {string} id */
  function chipOf(id) {
    const known = chips.get(id);
    if (known) return known;
    const button = make('button', 'person-chip');
    button.type = 'button';
    button.dataset.testid = 'person';
    button.dataset.id = id;
    button.addEventListener('click', () => open(id, id === store.get().ownId));
    chips.set(id, button);
    return button;
  }

  store.subscribe(['people', 'room', 'ownId', 'muted', 'chatMuted'], ({ people, room, ownId, muted, chatMuted }) => {
    const holder = room?.crown?.participantId;
    const rank = (/** @type {string} */ id) => (id === ownId ? 0 : id === holder ? 1 : 2);
    const sorted = [...people.values()].sort((a, b) => rank(a.id) - rank(b.id));
    const items = sorted.map((person) => {
      const chip = chipOf(person.id);
      const own = person.id === ownId;
      chip.dataset.own = String(own);
      const silent = muted.has(person.id) || chatMuted.has(person.id);
      fillChip(chip, person, { own, crown: person.id === holder, muted: silent });
      const item = chip.parentElement ?? make('li');
      item.append(chip);
      return item;
    });
    for (const id of chips.keys()) if (!people.has(id)) chips.delete(id);
    // Moving the focused chip would lose the focus; most updates change no order.
    if (items.length !== list.children.length || items.some((item, i) => list.children[i] !== item)) {
      list.replaceChildren(...items);
    }
  });

  visuals.on('note', ({ owner, stop }) => {
    const chip = chips.get(owner);
    if (!chip || stop || flashing.has(owner)) return;
    flashing.add(owner);
    chip.classList.add('playing');
    setTimeout(() => {
      flashing.delete(owner);
      chip.classList.remove('playing');
    }, FLASH_MS);
  });
}
