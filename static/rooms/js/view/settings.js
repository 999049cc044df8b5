import { byId } from '../util/dom.js';
import { createSheet, field } from './sheet.js';

/** @typedef {import('../util/store.js').Store<import('../types.js').Settings>} SettingsStore */

const SWITCHES = /** @type {const} */ (['keyLetters', 'ribbons', 'cursors']);
const CHOICES = /** @type {const} */ (['timing', 'theme']);

/** The visitor's own sheet; every change counts at once. @param {SettingsStore} settings */
export function createSettingsDialog(settings) {
  const sheet = createSheet('settings-dialog');
  const form = byId('settings-form', HTMLFormElement);

  byId('settings-button', HTMLButtonElement).addEventListener('click', () => {
    const values = settings.get();
    for (const name of SWITCHES) field(form, name).checked = values[name];
    for (const name of CHOICES) field(form, name).value = values[name];
    field(form, 'volume').value = String(values.volume);
    sheet.open();
  });
  form.addEventListener('input', () => {
    const switches = Object.fromEntries(SWITCHES.map((name) => [name, field(form, name).checked]));
    const choices = Object.fromEntries(CHOICES.map((name) => [name, field(form, name).value]));
    settings.update({ ...switches, ...choices, volume: field(form, 'volume').valueAsNumber });
  });
  form.addEventListener('submit', (event) => event.preventDefault());

  const about = createSheet('about-dialog');
  byId('about-button', HTMLButtonElement).addEventListener('click', () => about.open());
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
