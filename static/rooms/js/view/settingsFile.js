import { MAX_BYTES, readFile, writeFile } from '../room/settingsFile.js';
import { byId, make } from '../util/dom.js';
import { t } from '../util/i18n.js';

const NAME = 'piano-settings.json';

/**
 * Saves the settings to a file and takes them from one.
 * @param {import('../util/store.js').Store<import('../types.js').Settings>} settings
 * @returns {() => void} takes what was said of the last file away
 */
export function bindSettingsFile(settings) {
  const input = byId('settings-file', HTMLInputElement);
  const state = byId('settings-file-state', HTMLElement);

  byId('settings-export', HTMLButtonElement).addEventListener('click', () => {
    const link = make('a');
    const url = URL.createObjectURL(new Blob([writeFile(settings.get())], { type: 'application/json' }));
    link.href = url;
    link.download = NAME;
    link.click();
    // The download has begun when the click returns; the address is needed no longer than that.
    setTimeout(() => URL.revokeObjectURL(url));
    state.textContent = t('settings.exported', { name: NAME });
  });
  byId('settings-import', HTMLButtonElement).addEventListener('click', () => input.click());
  input.addEventListener('change', async () => {
    const file = input.files?.[0];
    // So that the same file can be chosen again.
    input.value = '';
    if (!file) return;
    const values = file.size <= MAX_BYTES ? readFile(await file.text().catch(() => '')) : null;
    if (values) settings.update(values);
    state.textContent = t(values ? 'settings.imported' : 'settings.notImported');
  });
  return () => {
    state.textContent = '';
  };
}
