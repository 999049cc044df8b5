import { byId } from '../util/dom.js';
import { bindSettings } from './settingsForm.js';
import { createSheet } from './sheet.js';

/**
 * The sheet for files and recordings; on narrow screens for the instrument, too.
 * @param {import('../util/store.js').Store<import('../types.js').Settings>} settings
 * @param {import('./openFile.js').OpenFile} open
 */
export function createMusicSheet(settings, open) {
  const sheet = createSheet('music-dialog');
  const input = byId('file-input', HTMLInputElement);
  bindSettings(byId('music-instrument', HTMLFormElement), settings);
  byId('music-button', HTMLButtonElement).addEventListener('click', () => {
    byId('file-error', HTMLElement).textContent = '';
    sheet.open();
  });
  byId('file-choose', HTMLButtonElement).addEventListener('click', () => input.click());
  input.addEventListener('change', async () => {
    const file = input.files?.[0];
    // The same file may be chosen again.
    if (file && (await open(file, file.name))) sheet.close();
    input.value = '';
  });
  return sheet;
}
