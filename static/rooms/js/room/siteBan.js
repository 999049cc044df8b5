import { sendable } from '../util/text.js';

/**
 * The preset reasons of a new site, which the page has in its own languages. Staff may change them; whatever they are,
 * their words go over the wire as they are.
 */
export const TRANSLATED = new Map([
  ['Flooding the chat or the piano', 'siteBan.flooding'],
  ['Insulting or harassing others', 'siteBan.insulting'],
  ['Hate against a group of people', 'siteBan.hate'],
  ['Sexual or violent content', 'siteBan.content'],
  ['Advertising or malicious links', 'siteBan.advertising'],
  ['Impersonating somebody else', 'siteBan.impersonating'],
  ['Evading a ban', 'siteBan.evading'],
  ['Disrupting the site with scripts or bots', 'siteBan.scripts'],
]);
/** Stands for a reason in one's own words; none of the server's has a line break. */
export const CUSTOM = '\n';
/** @type {Readonly<Record<string, number>>} */
export const UNITS = Object.freeze({ minutes: 60_000, hours: 3_600_000, days: 86_400_000 });

/**
 * @typedef {object} BanForm
 * @property {string} reason  one of the server's, or {@link CUSTOM}
 * @property {string} custom
 * @property {number} amount
 * @property {string} unit
 * @property {boolean} permanent
 * @property {string} note
 */
/**
 * What a site ban may be: the reasons that the server takes from everybody who may ban at all, who asks, and limits.
 * @typedef {object} BanRules
 * @property {readonly string[]} reasons
 * @property {Readonly<Record<string, boolean>>} permissions
 * @property {Pick<import('./limits.js').Limits, 'ban_text_length' | 'siteban_ms'>} limits
 */

/**
 * Those of the site's preset reasons that can be sent: its staff may write longer ones.
 * @param {readonly string[]} presets
 * @param {number} longest  UTF-16 units
 */
export const sendableReasons = (presets, longest) => presets.filter((text) => sendable(text, longest) === text);

/** @param {BanForm} form @param {BanRules} rules @returns {string} empty if there is none to be used */
function reasonOf({ reason, custom }, { reasons, permissions, limits }) {
  if (reason !== CUSTOM) return reasons.includes(reason) ? reason : '';
  return permissions.siteBanAnyReason ? sendable(custom, limits.ban_text_length).trim() : '';
}

/**
 * @param {BanForm} form
 * @param {BanRules} rules
 * @returns {{permanent: true} | {duration: number} | null}
 */
function lengthOf({ amount, unit, permanent }, { permissions, limits }) {
  if (permanent) return permissions.siteBanAnyDuration ? { permanent: true } : null;
  const duration = Math.round(amount * (Object.hasOwn(UNITS, unit) ? UNITS[unit] : NaN));
  if (!(duration > 0) || !Number.isSafeInteger(duration)) return null;
  return duration <= limits.siteban_ms || permissions.siteBanAnyDuration ? { duration } : null;
}

/**
 * The server refuses in silence; so what it would refuse is found here.
 * @param {string} id
 * @param {BanForm} form
 * @param {BanRules} rules
 * @returns {{message: object} | {error: 'reason' | 'duration'}}
 */
export function banRequest(id, form, rules) {
  const reason = reasonOf(form, rules);
  if (!reason) return { error: 'reason' };
  const length = lengthOf(form, rules);
  if (!length) return { error: 'duration' };
  const note = sendable(form.note, rules.limits.ban_text_length);
  return { message: { m: 'siteban', id, reason, ...length, ...(note ? { note } : {}) } };
}
