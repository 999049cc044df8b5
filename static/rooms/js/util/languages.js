/**
 * The languages of the page, each in its own words. Chinese is the simplified one.
 * @type {readonly {code: string, name: string}[]}
 */
export const LANGUAGES = Object.freeze([
  { code: 'en', name: 'English' },
  { code: 'de', name: 'Deutsch' },
  { code: 'es', name: 'Español' },
  { code: 'fr', name: 'Français' },
  { code: 'pt', name: 'Português' },
  { code: 'ru', name: 'Русский' },
  { code: 'ja', name: '日本語' },
  { code: 'zh', name: '简体中文' },
]);

// Scripts that run from right to left, for languages to come: `dir` follows the script, not a list of languages.
const RIGHT_TO_LEFT = new Set(['Arab', 'Hebr', 'Syrc', 'Thaa', 'Nkoo', 'Adlm', 'Rohg']);

/**
 * The first of somebody's languages that the page has.
 * @param {readonly string[]} preferred  BCP 47, best first
 * @returns {string}
 */
export function chooseLanguage(preferred) {
  for (const tag of preferred) {
    const base = tag.toLowerCase().split('-')[0];
    if (LANGUAGES.some(({ code }) => code === base)) return base;
  }
  return 'en';
}

/** @param {string} language @returns {'ltr' | 'rtl'} */
export function directionOf(language) {
  const { script } = new Intl.Locale(language).maximize();
  return script && RIGHT_TO_LEFT.has(script) ? 'rtl' : 'ltr';
}
