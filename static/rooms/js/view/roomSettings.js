import { holdsCrown, mayChangeRoom } from '../room/state.js';
import { darker } from '../util/color.js';
import { byId } from '../util/dom.js';
import { createSheet, field } from './sheet.js';

const SWITCHES = /** @type {const} */ (['visible', 'chat', 'crownsolo', 'no cussing', 'noindex', 'allowBots']);
const MINUTE_MS = 60_000;

/**
 * The crown holder's sheet.
 * @param {import('../room/state.js').RoomStore} store
 * @param {import('../room/intents.js').Intents} intents
 * @param {import('../room/limits.js').Limits} limits
 */
export function createRoomSettings(store, intents, limits) {
  const sheet = createSheet('room-settings-dialog');
  const form = byId('room-settings-form', HTMLFormElement);
  const opener = byId('room-settings-button', HTMLButtonElement);
  const drop = byId('room-drop-crown', HTMLButtonElement);

  field(form, 'minOnline').max = String(Math.floor(limits.online_time_max_ms / MINUTE_MS));
  opener.addEventListener('click', () => {
    const settings = store.get().room?.settings;
    if (!settings) return;
    for (const name of SWITCHES) field(form, name).checked = settings[name];
    field(form, 'color').value = settings.color;
    field(form, 'color2').value = settings.color2 ?? darker(settings.color);
    field(form, 'limit').value = String(settings.limit);
    field(form, 'minOnline').value = String(Math.ceil((settings.minOnlineTime ?? 0) / MINUTE_MS));
    sheet.open();
  });
  drop.addEventListener('click', () => {
    intents.dropCrown();
    sheet.close();
  });
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    /** @type {Record<string, boolean>} */
    const switches = {};
    for (const name of SWITCHES) switches[name] = field(form, name).checked;
    intents.setRoom({
      ...switches,
      color: field(form, 'color').value,
      color2: field(form, 'color2').value,
      limit: field(form, 'limit').valueAsNumber,
      // Zero takes the rule away (docs/protocol.md §5.2).
      minOnlineTime: (field(form, 'minOnline').valueAsNumber || 0) * MINUTE_MS,
    });
    sheet.close();
  });
  store.subscribe(['room', 'ownId', 'permissions'], (state) => {
    opener.hidden = !mayChangeRoom(state);
    drop.hidden = !holdsCrown(state);
    if (opener.hidden) sheet.close();
  });
}
