import { findPeople, inOrder } from '../room/members.js';
import { byId, make } from '../util/dom.js';
import { t } from '../util/i18n.js';
import { createBans } from './bans.js';
import { fillChip } from './chip.js';
import { createSheet } from './sheet.js';

const REFRESH_MS = 2000;

/**
 * Everybody in the room, for when the row of names is too short; and for its owner, who is kept out.
 * @param {object} parts
 * @param {import('../room/state.js').RoomStore} parts.store
 * @param {import('../room/intents.js').Intents} parts.intents
 * @param {import('../net/api.js').Api} parts.api
 * @param {import('../play/listener.js').Listener} parts.listener
 * @param {(id: string) => void} parts.open  somebody
 * @returns {() => void} opens the list
 */
export function createMembers({ store, intents, api, listener, open }) {
  const bans = createBans({ store, intents, api });
  const sheet = createSheet('members-dialog', () => clearInterval(timer));
  const list = byId('member-items', HTMLElement);
  const search = byId('members-search', HTMLInputElement);
  /** @type {Map<string, Member>} */
  const members = new Map();
  let timer = 0;

  function render() {
    if (!sheet.dialog.open) return;
    const state = store.get();
    for (const id of members.keys()) if (!state.people.has(id)) members.delete(id);
    const found = findPeople(inOrder(state), search.value);
    fill(list, found.map((person) => {
      const member = members.get(person.id) ?? makeMember(() => pick(person.id));
      members.set(person.id, member);
      showMember(member, person, state, listener.delayOf(person.id));
      return member.item;
    }));
    byId('members-empty', HTMLElement).hidden = found.length > 0;
    byId('members-count', HTMLElement).textContent = String(state.people.size);
  }

  /** @param {string} id */
  function pick(id) {
    sheet.close();
    open(id);
  }

  function show() {
    search.value = '';
    sheet.open();
    render();
    bans.load();
    clearInterval(timer);
    timer = setInterval(() => {
      render();
      bans.tick();
    }, REFRESH_MS);
  }

  search.addEventListener('input', render);
  store.subscribe(['people', 'room', 'ownId', 'muted', 'chatMuted'], render);
  return show;
}

/** Moving the focused one would lose the focus; most updates change no order. */
/** @param {HTMLElement} list @param {HTMLElement[]} items */
function fill(list, items) {
  const same = items.length === list.children.length && items.every((item, i) => list.children[i] === item);
  if (!same) list.replaceChildren(...items);
}

/** @typedef {{item: HTMLElement, chip: HTMLElement, delay: HTMLElement}} Member */

/** @param {() => void} pick @returns {Member} */
function makeMember(pick) {
  const item = make('li');
  const button = make('button', 'member');
  button.type = 'button';
  button.dataset.testid = 'member';
  button.addEventListener('click', pick);
  const chip = make('span', 'person-chip');
  const delay = make('span', 'member-delay');
  button.append(chip, delay);
  item.append(button);
  return { item, chip, delay };
}

/**
 * @param {Member} member
 * @param {import('../types.js').Participant} person
 * @param {Readonly<import('../types.js').RoomState>} state
 * @param {number | null} delay
 */
function showMember({ chip, delay: words }, person, { room, ownId, muted, chatMuted }, delay) {
  const { id } = person;
  fillChip(chip, person, {
    own: id === ownId,
    crown: id === room?.crown?.participantId,
    muted: muted.has(id) || chatMuted.has(id),
  });
  words.textContent = delay ? t('members.delay', { ms: Math.round(delay) }) : '';
  words.title = delay ? t('person.delay', { ms: Math.round(delay) }) : '';
}
