import { banRequest, CUSTOM, PRESETS, UNITS } from '../room/siteBan.js';
import { byId } from '../util/dom.js';
import { t } from '../util/i18n.js';
import { fillChip } from './chip.js';
import { createSheet, field } from './sheet.js';

/** @typedef {Readonly<Record<string, boolean>>} Permissions */

/**
 * Staff keep somebody out of the whole site.
 * @param {import('../room/state.js').RoomStore} store
 * @param {import('../room/intents.js').Intents} intents
 * @param {(text: string) => void} tell
 * @returns {(id: string) => void} opens it
 */
export function createSiteBan(store, intents, tell) {
  const sheet = createSheet('site-ban-dialog');
  const form = byId('site-ban-form', HTMLFormElement);
  const error = byId('site-ban-error', HTMLElement);
  let target = { id: '', name: '' };

  form.addEventListener('input', () => {
    error.textContent = '';
    showFields(form);
  });
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const request = banRequest(target.id, readForm(form), store.get().permissions);
    if ('error' in request) {
      error.textContent = errorText(request.error, store.get().permissions);
      return;
    }
    if (!intents.siteBan(request.message)) return;
    tell(t('siteBan.sent', { name: target.name }));
    sheet.close();
  });
  store.subscribe(['permissions'], ({ permissions }) => {
    fillReasons(field(form, 'reason'), permissions);
    byId('site-ban-permanent-row', HTMLElement).hidden = permissions.siteBanAnyDuration !== true;
    byId('site-ban-limit', HTMLElement).hidden = permissions.siteBanAnyDuration === true;
    if (!permissions.siteBan) sheet.close();
  });

  return (id) => {
    const person = store.get().people.get(id);
    if (!person) return;
    // Whoever is to be banned may leave while the form is filled in; the ban is for them all the same.
    target = { id, name: person.name };
    fillChip(byId('site-ban-chip', HTMLElement), person);
    form.reset();
    error.textContent = '';
    showFields(form);
    sheet.open();
  };
}

/** @param {'reason' | 'duration'} error @param {Permissions} permissions */
function errorText(error, permissions) {
  if (error === 'reason') return t('siteBan.noReason');
  return t(permissions.siteBanAnyDuration ? 'siteBan.noTime' : 'siteBan.noDuration');
}

/** @param {Element} select @param {Permissions} permissions */
function fillReasons(select, permissions) {
  const options = PRESETS.map(({ value, label }) => new Option(t(label), value));
  if (permissions.siteBanAnyReason) options.push(new Option(t('siteBan.customReason'), CUSTOM));
  select.replaceChildren(...options);
}

/** @param {HTMLFormElement} form */
function showFields(form) {
  const custom = field(form, 'reason').value === CUSTOM;
  byId('site-ban-custom-row', HTMLElement).hidden = !custom;
  field(form, 'custom').disabled = !custom;
  const permanent = field(form, 'permanent').checked;
  field(form, 'amount').disabled = permanent;
  field(form, 'unit').disabled = permanent;
}

/** @param {HTMLFormElement} form @returns {import('../room/siteBan.js').BanForm} */
function readForm(form) {
  const unit = field(form, 'unit').value;
  return {
    reason: field(form, 'reason').value,
    custom: field(form, 'custom').value,
    amount: field(form, 'amount').valueAsNumber,
    unit: Object.hasOwn(UNITS, unit) ? unit : '',
    permanent: field(form, 'permanent').checked,
    note: field(form, 'note').value,
  };
}
