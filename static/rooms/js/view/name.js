import { byId } from '../util/dom.js';
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
    const clean = sendable(name.value, name.maxLength);
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
