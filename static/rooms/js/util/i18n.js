/** @type {Record<string, string>} */
let texts = {};
let current = 'en';

/** The language of the page, for dates, numbers and lists. */
export const language = () => current;

/**
 * Loads the texts of a language; the page keeps those it has if that fails.
 * @param {string} base  address of the folder with the languages
 * @param {string} [wanted]
 */
export async function loadTexts(base, wanted = 'en') {
  try {
    const response = await fetch(`${base}${wanted}.json`);
    if (!response.ok) return;
    texts = await response.json();
    current = wanted;
  } catch {
    // A page with keys for texts is ugly, one without a piano is worse.
  }
}

/**
 * @param {string} key
 * @param {Record<string, string | number>} [values]  for the {places} of the text
 */
export function t(key, values = {}) {
  const text = Object.hasOwn(texts, key) ? texts[key] : key;
  return text.replace(/\{(\w+)\}/g, (place, name) => String(values[name] ?? place));
}

/**
 * What the page has its own words for, or else what came from elsewhere.
 * @param {string} key
 * @param {string} fallback
 */
export const tOr = (key, fallback) => (Object.hasOwn(texts, key) ? t(key) : fallback);

/**
 * A text cut at its one place, for when an element goes there.
 * @param {string} key
 * @param {string} place
 * @returns {[string, string]}
 */
export function around(key, place) {
  const [before, after = ''] = t(key, { [place]: '\0' }).split('\0');
  return [before, after];
}

/** Fills in the texts of the template. @param {ParentNode} root */
export function translate(root) {
  for (const element of root.querySelectorAll('[data-i18n]')) {
    element.textContent = t(element.getAttribute('data-i18n') ?? '');
  }
  for (const element of root.querySelectorAll('[data-i18n-label]')) {
    const text = t(element.getAttribute('data-i18n-label') ?? '');
    element.setAttribute('aria-label', text);
    if (element.matches('button')) element.setAttribute('title', text);
  }
  for (const element of root.querySelectorAll('[data-i18n-title]')) {
    element.setAttribute('title', t(element.getAttribute('data-i18n-title') ?? ''));
  }
  for (const element of root.querySelectorAll('[data-i18n-placeholder]')) {
    element.setAttribute('placeholder', t(element.getAttribute('data-i18n-placeholder') ?? ''));
  }
}
