import { banRequest, CUSTOM, sendableReasons, TRANSLATED, UNITS } from '../room/siteBan.js';
import { byId } from '../util/dom.js';
import { limitText } from '../util/duration.js';
import { language, t } from '../util/i18n.js';
import { fillChip } from './chip.js';
import { createSheet, field } from './sheet.js';

/** @typedef {Readonly<Record<string, boolean>>} Permissions */
/** @typedef {import('../room/limits.js').Limits} Limits */

/**
 * Staff keep somebody out of the whole site.
 * @param {object} parts
 * @param {import('../room/state.js').RoomStore} parts.store
 * @param {import('../room/intents.js').Intents} parts.intents
 * @param {import('../net/api.js').Api} parts.api
 * @param {(text: string) => void} parts.tell
 * @param {Limits} parts.limits
 * @returns {(id: string) => void} opens it
 */
export function createSiteBan({ store, intents, api, tell, limits }) {
  const sheet = createSheet('site-ban-dialog');
  const form = byId('site-ban-form', HTMLFormElement);
  const error = byId('site-ban-error', HTMLElement);
  const reasons = createReasons(store, api, limits, field(form, 'reason'), () => showFields(form));
  let target = { id: '', name: '' };

  form.addEventListener('input', () => {
    error.textContent = '';
    showFields(form);
  });
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const { permissions } = store.get();
    const request = banRequest(target.id, readForm(form), { reasons: reasons.known, permissions, limits });
    if ('error' in request) {
      error.textContent = errorText(request.error, permissions, limits);
      return;
    }
    if (!intents.siteBan(request.message)) return;
    tell(t('siteBan.sent', { name: target.name }));
    sheet.close();
  });
  store.subscribe(['permissions'], ({ permissions }) => {
    showLengths(permissions, limits);
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
    void reasons.load();
    sheet.open();
  };
}

/**
 * The reasons to choose from. They are asked for each time, for staff may have changed them since.
 * @param {import('../room/state.js').RoomStore} store
 * @param {import('../net/api.js').Api} api
 * @param {Limits} limits
 * @param {HTMLInputElement} select
 * @param {() => void} shown  called when there are others to choose from
 */
function createReasons(store, api, limits, select, shown) {
  /** @type {string[]} */
  let known = [];
  /** What there is to say instead of reasons; empty = the reasons. */
  let words = '';

  function show() {
    const chosen = select.value;
    const options = known.map((reason) => new Option(inWords(reason), reason));
    if (words) options.push(new Option(words, ''));
    if (store.get().permissions.siteBanAnyReason) options.push(new Option(t('siteBan.customReason'), CUSTOM));
    select.replaceChildren(...options);
    if (options.some(({ value }) => value === chosen)) select.value = chosen;
    shown();
  }

  store.subscribe(['permissions'], show);

  return {
    get known() {
      return known;
    },
    async load() {
      [known, words] = [[], t('bans.loading')];
      // So that reasons of one's own, the only ones until then, are not taken for a choice.
      select.replaceChildren();
      show();
      const answer = await api.banReasons();
      words = answer.ok ? '' : answer.message || t('bans.failed');
      if (answer.ok) known = sendableReasons(answer.data, limits.ban_text_length);
      show();
    },
  };
}

/** In the language of the page, if it has it; else as staff wrote it. @param {string} reason */
function inWords(reason) {
  const key = TRANSLATED.get(reason);
  return key ? t(key) : reason;
}

/** The longest ban by whoever may not choose any length. @param {Limits} limits */
const longest = (limits) => limitText(limits.siteban_ms, language());

/** @param {Permissions} permissions @param {Limits} limits */
function showLengths({ siteBanAnyDuration }, limits) {
  byId('site-ban-permanent-row', HTMLElement).hidden = siteBanAnyDuration !== true;
  const hint = byId('site-ban-limit', HTMLElement);
  hint.hidden = siteBanAnyDuration === true;
  hint.textContent = t('siteBan.limit', { time: longest(limits) });
}

/** @param {'reason' | 'duration'} error @param {Permissions} permissions @param {Limits} limits */
function errorText(error, permissions, limits) {
  if (error === 'reason') return t('siteBan.noReason');
  return permissions.siteBanAnyDuration ? t('siteBan.noTime') : t('siteBan.noDuration', { time: longest(limits) });
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
