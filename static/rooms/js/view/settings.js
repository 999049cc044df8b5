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

const BARS = { dark: '#0b0e13', light: '#eef1f5' };

/** @param {SettingsStore} settings */
export function followTheme(settings) {
  const light = matchMedia('(prefers-color-scheme: light)');
  const apply = () => {
    const { theme } = settings.get();
    const shown = theme === 'system' ? (light.matches ? 'light' : 'dark') : theme;
    document.documentElement.dataset.theme = shown;
    // The system's own bars around an installed page.
    document.querySelector('meta[name=theme-color]')?.setAttribute('content', BARS[shown]);
  };
  light.addEventListener('change', apply);
  settings.subscribe(['theme'], apply);
}
