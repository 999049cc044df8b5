import { sendable } from '../util/text.js';

/**
 * The reasons that the server takes from everybody who may ban at all; the values go over the wire as they are.
 * @type {readonly {value: string, label: string}[]}
 */
export const PRESETS = Object.freeze([
  { value: 'Flooding the chat or the piano', label: 'siteBan.flooding' },
  { value: 'Insulting or harassing others', label: 'siteBan.insulting' },
  { value: 'Hate against a group of people', label: 'siteBan.hate' },
  { value: 'Sexual or violent content', label: 'siteBan.content' },
  { value: 'Advertising or malicious links', label: 'siteBan.advertising' },
  { value: 'Impersonating somebody else', label: 'siteBan.impersonating' },
  { value: 'Evading a ban', label: 'siteBan.evading' },
  { value: 'Disrupting the site with scripts or bots', label: 'siteBan.scripts' },
]);
export const CUSTOM = 'custom';
export const MAX_REASON = 512;
/** @type {Readonly<Record<string, number>>} */
export const UNITS = Object.freeze({ minutes: 60_000, hours: 3_600_000, days: 86_400_000 });
export const LONGEST_MS = 30 * UNITS.days;

/**
 * @typedef {object} BanForm
 * @property {string} reason  one of the presets, or {@link CUSTOM}
 * @property {string} custom
 * @property {number} amount
 * @property {string} unit
 * @property {boolean} permanent
 * @property {string} note
 */
/** @typedef {Readonly<Record<string, boolean>>} Permissions */

/** @param {BanForm} form @param {Permissions} permissions @returns {string} empty if there is none to be used */
function reasonOf({ reason, custom }, permissions) {
  if (reason === CUSTOM) return permissions.siteBanAnyReason ? sendable(custom, MAX_REASON).trim() : '';
  return PRESETS.some(({ value }) => value === reason) ? reason : '';
}

/**
 * @param {BanForm} form
 * @param {Permissions} permissions
 * @returns {{permanent: true} | {duration: number} | null}
 */
function lengthOf({ amount, unit, permanent }, permissions) {
  if (permanent) return permissions.siteBanAnyDuration ? { permanent: true } : null;
  const duration = Math.round(amount * (Object.hasOwn(UNITS, unit) ? UNITS[unit] : NaN));
  if (!(duration > 0) || !Number.isSafeInteger(duration)) return null;
  return duration <= LONGEST_MS || permissions.siteBanAnyDuration ? { duration } : null;
}

/**
 * The server refuses in silence; so what it would refuse is found here.
 * @param {string} id
 * @param {BanForm} form
 * @param {Permissions} permissions
 * @returns {{message: object} | {error: 'reason' | 'duration'}}
 */
export function banRequest(id, form, permissions) {
  const reason = reasonOf(form, permissions);
  if (!reason) return { error: 'reason' };
  const length = lengthOf(form, permissions);
  if (!length) return { error: 'duration' };
  const note = sendable(form.note, MAX_REASON);
  return { message: { m: 'siteban', id, reason, ...length, ...(note ? { note } : {}) } };
}
