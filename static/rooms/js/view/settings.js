import { byId } from '../util/dom.js';
import { LANGUAGES } from '../util/languages.js';
import { bindSettings } from './settingsForm.js';
import { bindSettingsFile } from './settingsFile.js';
import { createSheet, field } from './sheet.js';
import { createTabs } from './tabs.js';

/** @typedef {import('../util/store.js').Store<import('../types.js').Settings>} SettingsStore */

const FORMS = ['settings-form', 'settings-keys', 'settings-sound', 'settings-midi'];

/** The visitor's own sheet; every change counts at once. @param {SettingsStore} settings */
export function createSettingsDialog(settings) {
  const sheet = createSheet('settings-dialog');
  createTabs(byId('settings-tabs', HTMLElement));
  offerLanguages(byId('settings-form', HTMLFormElement));
  for (const id of FORMS) bindSettings(byId(id, HTMLFormElement), settings);
  const fresh = bindSettingsFile(settings);
  byId('settings-button', HTMLButtonElement).addEventListener('click', () => {
    fresh();
    sheet.open();
  });

  const about = createSheet('about-dialog');
  byId('about-button', HTMLButtonElement).addEventListener('click', () => about.open());
}

/** Each in its own language, for who cannot read the page. @param {HTMLFormElement} form */
function offerLanguages(form) {
  for (const { code, name } of LANGUAGES) {
    const option = new Option(name, code);
    option.lang = code;
    field(form, 'language').append(option);
  }
}

/** @param {SettingsStore} settings */
export function followTheme(settings) {
  const light = matchMedia('(prefers-color-scheme: light)');
  const apply = () => {
    const { theme } = settings.get();
    document.documentElement.dataset.theme = theme === 'system' ? (light.matches ? 'light' : 'dark') : theme;
  };
  light.addEventListener('change', apply);
  settings.subscribe(['theme'], apply);
}
