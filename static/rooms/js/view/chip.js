import { icon, make } from '../util/dom.js';
import { inkOn } from '../util/color.js';
import { t } from '../util/i18n.js';

/** @typedef {import('../types.js').Participant} Participant */

/**
 * Fills a name tag; the same one in the row of people and in the dialogs.
 * @param {HTMLElement} element
 * @param {Participant} person
 * @param {{own?: boolean, crown?: boolean, muted?: boolean}} [marks]
 */
export function fillChip(element, person, { own = false, crown = false, muted = false } = {}) {
  element.style.setProperty('--color', person.color);
  element.style.setProperty('--ink', inkOn(person.color));
  element.classList.toggle('afk', person.afk);
  const parts = [];
  if (crown) parts.push(icon('crown'), make('span', 'visually-hidden', t('people.crown')));
  if (person.tag) parts.push(mark(person.tag.text));
  const name = make('span', 'person-name', person.name);
  // Names may be written from right to left; they must not turn the marks around.
  name.dir = 'auto';
  parts.push(name);
  if (own) parts.push(mark(t('people.you')));
  if (person.afk) parts.push(mark(t('people.afk')));
  if (muted) parts.push(icon('mute'), make('span', 'visually-hidden', t('people.muted')));
  element.replaceChildren(...parts);
}

/** @param {string} text */
const mark = (text) => make('span', 'person-mark', text);
