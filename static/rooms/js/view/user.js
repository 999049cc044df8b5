import { personActions } from '../room/actions.js';
import { byId } from '../util/dom.js';
import { sendable } from '../util/text.js';
import { fillChip } from './chip.js';
import { createSheet } from './sheet.js';

/**
 * Staff give somebody else another name or colour.
 * @param {import('../room/state.js').RoomStore} store
 * @param {import('../room/intents.js').Intents} intents
 * @returns {(id: string) => void} opens it
 */
export function createUserDialog(store, intents) {
  const sheet = createSheet('user-dialog');
  const name = byId('user-name', HTMLInputElement);
  const color = byId('user-color', HTMLInputElement);
  let target = '';

  function show() {
    const person = store.get().people.get(target);
    if (!person) return;
    const wish = { ...person, name: name.value || person.name, color: color.value, afk: false };
    fillChip(byId('user-preview', HTMLElement), wish);
  }

  const form = byId('user-form', HTMLFormElement);
  form.addEventListener('input', show);
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const person = store.get().people.get(target);
    const clean = sendable(name.value, name.maxLength);
    // Only what differs: each one is put on record.
    intents.setOther(target, {
      ...(clean && clean !== person?.name ? { name: clean } : {}),
      ...(color.value !== person?.color ? { color: color.value } : {}),
    });
    sheet.close();
  });
  store.subscribe(['people', 'permissions', 'room'], (state) => {
    if (!personActions(state, target).setUser) sheet.close();
  });

  return (id) => {
    const person = store.get().people.get(id);
    if (!person) return;
    target = id;
    name.value = person.name;
    color.value = person.color;
    show();
    sheet.open();
    name.select();
  };
}
