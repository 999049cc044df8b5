import { byId } from '../util/dom.js';
import { t, tOr } from '../util/i18n.js';
import { sendable } from '../util/text.js';
import { excerpt } from './chatLine.js';
import { fillChip } from './chip.js';
import { createSheet, field } from './sheet.js';

const MAX_TEXT = 512;

/** @typedef {import('../types.js').ChatLine} ChatLine */
/** @typedef {import('../types.js').Participant} Participant */

/**
 * Tells the moderators of a player, or of one line that they wrote.
 * @param {object} parts
 * @param {import('../room/state.js').RoomStore} parts.store
 * @param {import('../room/intents.js').Intents} parts.intents
 * @param {import('../net/api.js').Api} parts.api
 * @param {(text: string) => void} parts.tell
 */
export function createReports({ store, intents, api, tell }) {
  const sheet = createSheet('report-dialog');
  const form = byId('report-form', HTMLFormElement);
  const error = byId('report-error', HTMLElement);
  const submit = /** @type {HTMLButtonElement} */ (form.querySelector('[type=submit]'));
  const ensure = whenFirstNeeded(store, api);
  let target = { id: '', name: '', line: '', room: '' };

  form.addEventListener('input', () => {
    error.textContent = '';
  });
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    const { id, name, line, room } = target;
    submit.disabled = true;
    const fault = await send(api, form, { target: id, room, line });
    submit.disabled = false;
    error.textContent = fault;
    if (fault) return;
    if (field(form, 'mute').checked) mute(store, intents, id);
    tell(t('report.sent', { name }));
    sheet.close();
  });

  return {
    ensure,
    /** Whether a line can be reported: not one's own, and not where nobody would read it. @param {ChatLine} line */
    covers(line) {
      ensure();
      const { ownId, reportReasons } = store.get();
      return line.sender.id !== ownId && reportReasons.length > 0;
    },
    /** @param {Participant} person @param {ChatLine} [line] */
    open(person, line) {
      const { room, reportReasons } = store.get();
      if (!room || reportReasons.length === 0) return;
      target = { id: person.id, name: person.name, line: line?.id ?? '', room: room.id };
      form.reset();
      error.textContent = '';
      fillReasons(field(form, 'reason'), reportReasons);
      fillChip(byId('report-chip', HTMLElement), person);
      const quote = byId('report-line', HTMLElement);
      quote.hidden = !line;
      quote.replaceChildren(...(line ? [excerpt(line, store.get())] : []));
      sheet.open();
    },
  };
}

/** @typedef {ReturnType<typeof createReports>} Reports */

/**
 * @param {import('../net/api.js').Api} api
 * @param {HTMLFormElement} form
 * @param {{target: string, room: string, line: string}} about
 * @returns {Promise<string>} why it could not be sent; empty = it is
 */
async function send(api, form, about) {
  const reason = field(form, 'reason').value;
  if (!reason) return t('report.noReason');
  const text = sendable(field(form, 'text').value.trim(), MAX_TEXT);
  const answer = await api.report({ ...about, reason, text });
  return answer.ok ? '' : tOr(`reportError.${answer.code}`, answer.message || t('report.failed'));
}

/**
 * Who never looks at anybody never asks the server what may be reported; a server without reports is asked once.
 * @param {import('../room/state.js').RoomStore} store
 * @param {import('../net/api.js').Api} api
 */
function whenFirstNeeded(store, api) {
  let asked = false;
  return async () => {
    if (asked || store.get().connection.phase !== 'online') return;
    asked = true;
    const answer = await api.reportReasons();
    if (answer.ok) store.update({ reportReasons: answer.data });
    else asked = answer.code === 'missing';
  };
}

/** @param {import('../room/state.js').RoomStore} store @param {import('../room/intents.js').Intents} intents @param {string} id */
function mute(store, intents, id) {
  const { muted, chatMuted } = store.get();
  if (!(muted.has(id) && chatMuted.has(id))) intents.toggleMute(id, ['muted', 'chatMuted']);
}

/** @param {Element} select @param {readonly import('../types.js').ReportReason[]} reasons */
function fillReasons(select, reasons) {
  const none = new Option(t('report.choose'), '');
  select.replaceChildren(none, ...reasons.map(({ code, text }) => new Option(tOr(`reportReason.${code}`, text), code)));
}
