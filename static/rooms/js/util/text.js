// What the server refuses in names, chat and room ids; sent text is cleaned so that nothing is lost silently.
const FORBIDDEN = /[\u0000-\u001f\u007f\u202e\u2066\u2067\u202b\u200f]+/g;
const LONE_SURROGATE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/**
 * @param {string} text
 * @param {number} limit  UTF-16 units
 * @returns {string} cleaned text, empty if nothing is left to send
 */
export function sendable(text, limit) {
  const clean = text.replace(FORBIDDEN, ' ').slice(0, limit).replace(LONE_SURROGATE, '');
  return clean.trim() === '' ? '' : clean;
}

/** Text of an operator's HTML; it is shown as text, so this is about looks, not about safety. @param {string} html */
export function stripTags(html) {
  return html
    .replace(/<(br|\/p|\/div|\/li)\b[^>]*>/gi, '\n')
    .replace(/<[^>]*>/g, '')
    .replace(/&nbsp;/g, ' ')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&quot;/g, '"')
    .replace(/&amp;/g, '&')
    .trim();
}

/**
 * @param {string} text
 * @returns {{text: string, href?: string}[]}
 */
export function splitLinks(text) {
  /** @type {{text: string, href?: string}[]} */
  const parts = [];
  let rest = 0;
  for (const match of text.matchAll(/https?:\/\/[^\s<>"']+/gi)) {
    // Closing punctuation and marks belong to the sentence, not to the address.
    const address = match[0].replace(/[.,;:!?)\]}*_~|`]+$/, '');
    if (!URL.canParse(address)) continue;
    if (match.index > rest) parts.push({ text: text.slice(rest, match.index) });
    parts.push({ text: address, href: address });
    rest = match.index + address.length;
  }
  if (rest < text.length) parts.push({ text: text.slice(rest) });
  return parts;
}
