import { MidiFault } from '../midi/file.js';
import { loadSong, MAX_FILE_BYTES } from '../midi/load.js';
import { MAX_NOTES } from '../midi/song.js';
import { byId } from '../util/dom.js';
import { t } from '../util/i18n.js';

/** What a name may say of a file's kind. */
const ENDING = /\.(mid|midi|kar)$/i;

/** @typedef {(file: Blob, name: string) => Promise<boolean>} OpenFile  whether it can be played */

/**
 * Brings a chosen or dropped file to the player, or says what is wrong with it.
 * @param {import('../midi/player.js').SongPlayer} player
 * @param {import('../util/store.js').Store<import('../types.js').Settings>} settings
 * @param {import('./notices.js').Tell} tell
 * @returns {OpenFile}
 */
export function createOpenFile(player, settings, tell) {
  const error = byId('file-error', HTMLElement);
  let asked = 0;

  return async function open(file, name) {
    const turn = ++asked;
    error.textContent = '';
    try {
      const song = await loadSong(file);
      // Of several opened at once the last one counts.
      if (turn !== asked) return false;
      const title = byId('transport-title', HTMLElement);
      title.textContent = song.title || name.replace(ENDING, '');
      player.load(song, settings.get().midiDrums);
      player.play();
      return true;
    } catch (fault) {
      if (!(fault instanceof MidiFault)) throw fault;
      const limit = MAX_FILE_BYTES / 2 ** 20;
      const words = t(`fault.${fault.code}`, { name, limit, notes: MAX_NOTES.toLocaleString() });
      if (byId('music-dialog', HTMLDialogElement).open) error.textContent = words;
      else tell(words, { id: 'file' });
      return false;
    }
  };
}

/**
 * A file may be dropped anywhere.
 * @param {OpenFile} open
 */
export function acceptDrops(open) {
  const veil = byId('drop-veil', HTMLElement);
  /** @param {DragEvent} event */
  const hasFiles = (event) => event.dataTransfer?.types.includes('Files') ?? false;

  addEventListener('dragover', (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    veil.hidden = false;
  });
  addEventListener('dragleave', (event) => {
    // Without a related target the pointer left the window, not just an element.
    if (!event.relatedTarget) veil.hidden = true;
  });
  addEventListener('drop', (event) => {
    veil.hidden = true;
    const file = event.dataTransfer?.files[0];
    if (!hasFiles(event)) return;
    event.preventDefault();
    if (file) open(file, file.name);
  });
}
