import { loadTexts, language, translate } from '../util/i18n.js';
import { chooseLanguage, directionOf } from '../util/languages.js';

/**
 * Loads the language that is wished for, now and whenever the wish changes; resolves when the page has its first texts.
 * @param {import('../util/store.js').Store<import('../types.js').Settings>} settings
 * @param {string} folder  address of the languages
 * @param {readonly {refresh: () => void}[]} stores  whose views say everything again in a new language
 */
export async function followLanguage(settings, folder, stores) {
  let loading = '';

  async function load() {
    const wish = settings.get().language;
    const wanted = wish === 'auto' ? chooseLanguage(navigator.languages) : wish;
    loading = wanted;
    await loadTexts(folder, wanted);
    // Somebody quick may have chosen another one meanwhile: the last choice counts.
    if (loading !== wanted) return;
    document.documentElement.lang = language();
    document.documentElement.dir = directionOf(language());
    translate(document);
  }

  await load();
  let wish = settings.get().language;
  settings.subscribe(['language'], async (values) => {
    if (values.language === wish) return;
    wish = values.language;
    await load();
    for (const store of stores) store.refresh();
  });
}
