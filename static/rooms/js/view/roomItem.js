import { isOwnerless } from '../room/address.js';
import { darker } from '../util/color.js';
import { icon, make } from '../util/dom.js';
import { t } from '../util/i18n.js';

/** @typedef {import('../types.js').RoomInfo} RoomInfo */

/** The colours of a room, beside its name. */
/** @param {HTMLElement} element @param {import('../types.js').RoomSettings} settings */
export function paintSwatch(element, { color, color2 }) {
  element.style.setProperty('--a', color);
  element.style.setProperty('--b', color2 ?? darker(color));
}

/** @param {RoomInfo} info @param {boolean} here @param {() => void} join */
export function roomItem(info, here, join) {
  const { id, settings } = info;
  const button = make('button', 'room-item');
  button.type = 'button';
  button.dataset.room = id;
  button.dataset.testid = 'room-item';
  button.classList.toggle('banned', info.banned);
  button.classList.toggle('unlisted', !settings.visible);
  if (here) button.setAttribute('aria-current', 'true');
  button.addEventListener('click', join);

  const swatch = make('span', 'room-swatch');
  paintSwatch(swatch, settings);
  const label = make('span', 'room-item-name', id);
  const marks = roomMarks(info);
  const notes = [...(here ? [t('rooms.here')] : []), ...marks.map(({ text }) => text)];
  if (notes.length) label.append(make('span', 'room-item-note', notes.join(' · ')));
  const flags = make('span', 'room-flags');
  flags.append(...marks.map(({ sign }) => icon(sign)));
  button.append(swatch, label, flags, places(info));

  const item = make('li');
  item.dataset.room = id;
  item.append(button);
  return item;
}

/** What to know before going in. @param {RoomInfo} info @returns {{sign: string, text: string}[]} */
function roomMarks(info) {
  const { banned, settings } = info;
  const marks = [];
  if (banned) marks.push({ sign: 'ban', text: t('rooms.banned') });
  if (isFull(info)) marks.push({ sign: 'full', text: t('rooms.full') });
  if (settings.crownsolo) marks.push({ sign: 'lock', text: t('rooms.solo') });
  if (settings.minOnlineTime) {
    const minutes = Math.ceil(settings.minOnlineTime / 60_000);
    marks.push({ sign: 'clock', text: t('rooms.minOnline', { minutes }) });
  }
  if (!settings.visible) marks.push({ sign: 'hidden', text: t('rooms.hidden') });
  return marks;
}

/** A full lobby leads on to the next one, and test rooms have room for all. @param {RoomInfo} info */
function isFull({ id, count, settings }) {
  return count >= settings.limit && !isOwnerless(id);
}

/** @param {RoomInfo} info */
function places({ count, settings }) {
  const element = make('span', 'room-item-count');
  element.append(make('b', '', String(count)), ` / ${settings.limit}`);
  return element;
}
