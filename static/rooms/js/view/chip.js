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
  paint(element, person.color);
  element.classList.toggle('afk', person.afk);
  element.classList.toggle('vanished', person.vanished);
  const parts = [];
  if (crown) parts.push(...sign('crown', t('people.crown')));
  if (person.vanished) parts.push(...sign('hidden', t('people.vanished')));
  if (person.tag) parts.push(tagMark(person.tag));
  const name = make('span', 'person-name', person.name);
  // Names may be written from right to left; they must not turn the marks around.
  name.dir = 'auto';
  parts.push(name);
  if (own) parts.push(mark(t('people.you')));
  if (person.afk) parts.push(awayMark());
  if (muted) parts.push(...sign('mute', t('people.muted')));
  element.replaceChildren(...parts);
}

/** Beside a name, wherever that stands. @param {import('../types.js').Tag} tag */
export function tagMark({ text, color }) {
  const element = make('span', 'tag', text);
  element.dataset.testid = 'tag';
  paint(element, color);
  return element;
}

/** @param {HTMLElement} element @param {string} color */
function paint(element, color) {
  element.style.setProperty('--color', color);
  element.style.setProperty('--ink', inkOn(color));
}

function awayMark() {
  const element = mark(t('people.afk'));
  element.dataset.testid = 'afk';
  element.prepend(icon('moon'));
  return element;
}

/** @param {string} name @param {string} words */
const sign = (name, words) => [icon(name), make('span', 'visually-hidden', words)];

/** @param {string} text */
const mark = (text) => make('span', 'person-mark', text);
