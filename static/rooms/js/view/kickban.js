import { personActions } from '../room/actions.js';
import { keepNote, kickbanMinutes, presetMinutes } from '../room/kickban.js';
import { mentionOf } from '../room/mentions.js';
import { byId, make } from '../util/dom.js';
import { durationText } from '../util/duration.js';
import { language, t } from '../util/i18n.js';
import { fillChip } from './chip.js';
import { createSheet, field } from './sheet.js';

const MINUTE_MS = 60_000;
const USUAL_MINUTES = 30;

/**
 * The crown holder sends somebody out, for a while, and may say why.
 * @param {import('../room/state.js').RoomStore} store
 * @param {import('../room/intents.js').Intents} intents
 * @param {import('../room/limits.js').Limits} limits
 * @returns {(id: string) => void} opens it
 */
export function createKickban(store, intents, limits) {
  const sheet = createSheet('kickban-dialog');
  const form = byId('kickban-form', HTMLFormElement);
  const minutes = byId('kickban-minutes', HTMLInputElement);
  const most = Math.floor(limits.kickban_max_ms / MINUTE_MS);
  let target = '';

  minutes.max = String(most);
  minutes.defaultValue = String(Math.min(USUAL_MINUTES, most));

  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const length = kickbanMinutes(minutes.valueAsNumber, most);
    const { room } = store.get();
    if (length === null || !room) return;
    const reason = field(form, 'reason').value.trim();
    // First, so that who has to go reads it too.
    if (reason && field(form, 'say').checked) intents.chat(announcement(target, length, reason));
    if (intents.kickban(target, length) && length > 0) keepNote({ room: room.id, user: target, reason });
    sheet.close();
  });
  store.subscribe(['room', 'people', 'permissions'], (state) => {
    if (!personActions(state, target).kickban) sheet.close();
  });

  return (id) => {
    const person = store.get().people.get(id);
    if (!person) return;
    target = id;
    fillChip(byId('kickban-chip', HTMLElement), person);
    form.reset();
    byId('kickban-say-row', HTMLElement).hidden = store.get().room?.settings.chat === false;
    byId('kickban-presets', HTMLElement).replaceChildren(...presetMinutes(most).map((value) => preset(value, minutes)));
    byId('kickban-hint', HTMLElement).textContent = t('kickban.hint', { most });
    sheet.open();
    minutes.select();
  };
}

/** @param {number} value @param {HTMLInputElement} input */
function preset(value, input) {
  const words = value === 0 ? t('kickban.only') : durationText(value * MINUTE_MS, language());
  const button = make('button', 'button choice', words);
  button.type = 'button';
  button.dataset.testid = 'kickban-preset';
  button.addEventListener('click', () => {
    input.value = String(value);
  });
  return button;
}

/** @param {string} id @param {number} minutes @param {string} reason */
function announcement(id, minutes, reason) {
  const name = mentionOf(id);
  if (minutes === 0) return t('kickban.saidKick', { name, reason });
  return t('kickban.saidBan', { name, reason, time: durationText(minutes * MINUTE_MS, language()) });
}
