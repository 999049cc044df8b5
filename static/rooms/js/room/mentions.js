// `@` and a user id, as the live site writes it: the id stays right when the name changes.

/** @typedef {import('../types.js').Participant} Participant */
/** @typedef {import('../types.js').ChatLine} ChatLine */
/** @typedef {ReadonlyMap<string, Participant>} People */

const MENTION = /@([0-9a-f]{24})(?![0-9a-f])/g;
const MOST_OFFERED = 8;

/** @param {string} id */
export const mentionOf = (id) => `@${id}`;

/** @param {string} id */
export const isMentionable = (id) => /^[0-9a-f]{24}$/.test(id);

/**
 * Cuts a text at its mentions.
 * @param {string} text
 * @returns {{text: string, id?: string}[]}
 */
export function splitMentions(text) {
  /** @type {{text: string, id?: string}[]} */
  const parts = [];
  let rest = 0;
  for (const match of text.matchAll(MENTION)) {
    if (match.index > rest) parts.push({ text: text.slice(rest, match.index) });
    parts.push({ text: match[0], id: match[1] });
    rest = match.index + match[0].length;
  }
  if (rest < text.length) parts.push({ text: text.slice(rest) });
  return parts;
}

/** @param {string} text @param {string | null} id */
export function mentions(text, id) {
  return id !== null && splitMentions(text).some((part) => part.id === id);
}

/**
 * Who an id is: somebody here, or somebody who said something here.
 * @param {{people: People, chat: readonly ChatLine[]}} state
 * @param {string} id
 * @returns {Participant | undefined}
 */
export function knownPerson({ people, chat }, id) {
  return people.get(id) ?? chat.findLast((line) => line.sender.id === id)?.sender;
}

/**
 * What is being looked for when the caret stands behind `@` and the beginning of a name.
 * @param {string} text
 * @param {number} caret
 * @returns {{start: number, query: string} | null}
 */
export function mentionQuery(text, caret) {
  const start = text.lastIndexOf('@', caret - 1);
  if (start < 0 || caret <= start) return null;
  // In an address of mail it means something else.
  if (start > 0 && /[\p{L}\p{N}_.]/u.test(text[start - 1])) return null;
  return { start, query: text.slice(start + 1, caret) };
}

/** @param {string} name @param {string} query both lower case; @returns {number} less is better */
function fit(name, query) {
  if (name.startsWith(query)) return 0;
  return name.split(/[\s_-]+/).some((word) => word.startsWith(query)) ? 1 : name.includes(query) ? 2 : 3;
}

/**
 * @param {People} people
 * @param {string} query
 * @param {string | null} ownId
 * @returns {Participant[]} best first
 */
export function mentionCandidates(people, query, ownId) {
  const wanted = query.toLowerCase();
  return [...people.values()]
    .filter(({ id }) => id !== ownId && isMentionable(id))
    .map((person) => ({ person, rank: fit(person.name.toLowerCase(), wanted) }))
    .filter(({ rank }) => rank < 3)
    .sort((a, b) => a.rank - b.rank || a.person.name.localeCompare(b.person.name))
    .slice(0, MOST_OFFERED)
    .map(({ person }) => person);
}

/**
 * @param {string} text
 * @param {number} start  where the `@` is
 * @param {number} end  behind what was typed of the name
 * @param {string} id
 * @returns {{text: string, caret: number}}
 */
export function insertMention(text, start, end, id) {
  const before = text.slice(0, start) + mentionOf(id) + ' ';
  return { text: before + text.slice(end).replace(/^ /, ''), caret: before.length };
}
