// The few marks that a chat knows. A text becomes a tree of plain objects; what is drawn of it are nodes, never HTML.

import { splitLinks } from '../util/text.js';
import { splitMentions } from './mentions.js';

/** @typedef {'bold' | 'italic' | 'strike' | 'spoiler'} Mark */
/**
 * @typedef {{type: 'text' | 'code', text: string} | {type: 'link', text: string, href: string}
 *   | {type: 'mention', text: string, id: string} | {type: Mark, children: Piece[]}} Piece
 */
/** @typedef {{mark: Mark, text: string, opens: boolean, closes: boolean}} Delimiter */

/** @type {ReadonlyMap<string, Mark>} */
const MARKS = new Map([['**', 'bold'], ['*', 'italic'], ['_', 'italic'], ['~~', 'strike'], ['||', 'spoiler']]);
const CODE = /`([^`]+)`/g;
const DELIMITER = /\\([\\`*_~|])|\*\*|\*|_|~~|\|\|/g;
const WORD = /[\p{L}\p{N}]/u;
const SPACE = /\s/;
const HIDDEN = '▒▒▒';

/**
 * @param {string} text
 * @returns {Piece[]}
 */
export function parseMarkdown(text) {
  return nest(cut(text));
}

/** @param {string} text @returns {(Piece | Delimiter)[]} */
function cut(text) {
  /** @type {(Piece | Delimiter)[]} */
  const pieces = [];
  let rest = 0;
  for (const match of text.matchAll(CODE)) {
    pieces.push(...cutLinks(text, rest, match.index), { type: 'code', text: match[1] });
    rest = match.index + match[0].length;
  }
  return [...pieces, ...cutLinks(text, rest, text.length)];
}

/** What is an address or a mention has no marks in it. @param {string} text @param {number} from @param {number} to */
function cutLinks(text, from, to) {
  /** @type {(Piece | Delimiter)[]} */
  const pieces = [];
  let at = from;
  for (const part of splitLinks(text.slice(from, to))) {
    if (part.href) pieces.push({ type: 'link', text: part.text, href: part.href });
    else {
      let inner = at;
      for (const { text: piece, id } of splitMentions(part.text)) {
        if (id) pieces.push({ type: 'mention', text: piece, id });
        else pieces.push(...cutMarks(text, inner, inner + piece.length));
        inner += piece.length;
      }
    }
    at += part.text.length;
  }
  return pieces;
}

/** @param {string} whole @param {number} from @param {number} to */
function cutMarks(whole, from, to) {
  /** @type {(Piece | Delimiter)[]} */
  const pieces = [];
  let rest = from;
  for (const match of whole.slice(from, to).matchAll(DELIMITER)) {
    const at = from + match.index;
    if (at > rest) pieces.push({ type: 'text', text: whole.slice(rest, at) });
    rest = at + match[0].length;
    pieces.push(match[1] ? { type: 'text', text: match[1] } : delimiter(match[0], whole[at - 1], whole[rest]));
  }
  if (rest < to) pieces.push({ type: 'text', text: whole.slice(rest, to) });
  return pieces;
}

/** @param {string} text @param {string} [before] @param {string} [after] @returns {Delimiter} */
function delimiter(text, before = ' ', after = ' ') {
  // 2*3*4 and some_long_name are no emphasis.
  const alone = text.length === 1;
  return {
    mark: /** @type {Mark} */ (MARKS.get(text)),
    text,
    opens: !SPACE.test(after) && !(alone && WORD.test(before)),
    closes: !SPACE.test(before) && !(alone && WORD.test(after)),
  };
}

/** @typedef {{delimiter: Delimiter | null, children: Piece[]}} Level */

/**
 * A mark counts if it is closed. Each kind is open at most once, so no text nests deeply.
 * @param {(Piece | Delimiter)[]} pieces
 * @returns {Piece[]}
 */
function nest(pieces) {
  /** @type {Level[]} */
  const levels = [{ delimiter: null, children: [] }];
  const top = () => levels[levels.length - 1];
  for (const piece of pieces) {
    if (!('mark' in piece)) {
      add(top(), piece);
      continue;
    }
    const open = levels.findLastIndex((level) => level.delimiter?.text === piece.text);
    if (open > 0 && piece.closes && (open < levels.length - 1 || top().children.length > 0)) {
      while (levels.length > open + 1) fold(levels);
      const { children } = /** @type {Level} */ (levels.pop());
      add(top(), { type: piece.mark, children });
    } else if (piece.opens && !levels.some((level) => level.delimiter?.mark === piece.mark)) {
      levels.push({ delimiter: piece, children: [] });
    } else {
      add(top(), { type: 'text', text: piece.text });
    }
  }
  while (levels.length > 1) fold(levels);
  return levels[0].children;
}

/** The last level was never closed: its mark is text. @param {Level[]} levels */
function fold(levels) {
  const { delimiter: open, children } = /** @type {Level} */ (levels.pop());
  const below = levels[levels.length - 1];
  add(below, { type: 'text', text: open?.text ?? '' });
  for (const child of children) add(below, child);
}

/** @param {Level} level @param {Piece} piece */
function add({ children }, piece) {
  const last = children.at(-1);
  if (piece.type === 'text' && last?.type === 'text') last.text += piece.text;
  else children.push(piece);
}

/**
 * The words alone, for where nothing can be marked, such as a title: ids become names as far as they are known, and
 * what is to be uncovered by a click stays covered.
 * @param {string} text
 * @param {(id: string) => string | undefined} nameOf
 */
export function plainText(text, nameOf) {
  return plain(parseMarkdown(text), nameOf);
}

/** @param {Piece[]} pieces @param {(id: string) => string | undefined} nameOf @returns {string} */
function plain(pieces, nameOf) {
  return pieces.map((piece) => {
    if (piece.type === 'spoiler') return HIDDEN;
    if ('children' in piece) return plain(piece.children, nameOf);
    const name = piece.type === 'mention' ? nameOf(piece.id) : undefined;
    return name ? `@${name}` : piece.text;
  }).join('');
}
