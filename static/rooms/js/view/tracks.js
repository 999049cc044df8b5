import { byId, make } from '../util/dom.js';
import { t } from '../util/i18n.js';
import { createSheet } from './sheet.js';

/**
 * The tracks of the file, each with a switch.
 * @param {import('../midi/player.js').SongPlayer} player
 */
export function createTracks(player) {
  const sheet = createSheet('tracks-dialog');
  const list = byId('tracks', HTMLElement);
  byId('transport-tracks', HTMLButtonElement).addEventListener('click', () => {
    const parts = player.song?.parts ?? [];
    list.replaceChildren(...parts.map((part, index) => row(player, part, index)));
    sheet.open();
  });
}

/** @param {import('../midi/player.js').SongPlayer} player @param {import('../midi/song.js').Part} part @param {number} index */
function row(player, part, index) {
  const item = make('li');
  const label = make('label', 'switch');
  const box = make('input');
  item.dataset.testid = 'track';
  box.type = 'checkbox';
  box.checked = !player.isMuted(index);
  box.addEventListener('change', () => player.mute(index, !box.checked));
  const words = make('span', 'track-words', nameOf(player.song?.parts ?? [], part, index));
  words.append(make('small', 'track-facts', factsOf(part)));
  label.append(box, make('span', 'switch-face'), words);
  item.append(label);
  return item;
}

/** @param {import('../midi/song.js').Part[]} parts @param {import('../midi/song.js').Part} part @param {number} index */
function nameOf(parts, part, index) {
  if (!part.name) return t('files.track', { number: index + 1 });
  const alone = parts.filter(({ name }) => name === part.name).length === 1;
  return alone ? part.name : t('files.trackOf', { name: part.name, channel: part.channel });
}

/** @param {import('../midi/song.js').Part} part */
function factsOf({ notes, drums }) {
  const count = t('files.notes', { count: notes });
  return drums ? `${count} · ${t('files.drums')}` : count;
}
