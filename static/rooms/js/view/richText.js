import { parseMarkdown } from '../room/markdown.js';
import { knownPerson } from '../room/mentions.js';
import { inkOn } from '../util/color.js';
import { make } from '../util/dom.js';
import { t } from '../util/i18n.js';

/** @typedef {import('../room/markdown.js').Piece} Piece */
/** @typedef {Readonly<import('../types.js').RoomState>} RoomState */

const ELEMENTS = /** @type {const} */ ({ bold: 'strong', italic: 'em', strike: 's' });
const WIDEST = 24;

/**
 * What was said, as nodes: marks, links and mentions are elements made here, everything else is text.
 * @param {string} text
 * @param {RoomState} state
 * @returns {Node[]}
 */
export function richText(text, state) {
  return parseMarkdown(text).map((piece) => node(piece, state));
}

/** @param {Piece} piece @param {RoomState} state @returns {Node} */
function node(piece, state) {
  switch (piece.type) {
    case 'text':
      return document.createTextNode(piece.text);
    case 'code':
      return make('code', 'chat-code', piece.text);
    case 'link':
      return link(piece.text, piece.href);
    case 'mention':
      return mention(piece.id, piece.text, state);
    case 'spoiler':
      return spoiler(piece.children, state);
    default:
      return filled(ELEMENTS[piece.type], piece.children, state);
  }
}

/** @param {'strong' | 'em' | 's' | 'span'} tag @param {Piece[]} children @param {RoomState} state */
function filled(tag, children, state) {
  const element = make(tag);
  element.append(...children.map((child) => node(child, state)));
  return element;
}

/** Its words are not on the page before they are asked for. @param {Piece[]} children @param {RoomState} state */
function spoiler(children, state) {
  const button = make('button', 'spoiler');
  button.type = 'button';
  button.tabIndex = -1;
  button.dataset.testid = 'spoiler';
  button.setAttribute('aria-label', t('chat.spoiler'));
  button.title = t('chat.spoiler');
  const uncovered = filled('span', children, state);
  button.style.setProperty('--width', String(Math.min(WIDEST, (uncovered.textContent ?? '').length)));
  button.addEventListener('click', () => {
    uncovered.className = 'spoiler-shown';
    button.replaceWith(uncovered);
  });
  return button;
}

/** @param {string} id @param {string} raw @param {RoomState} state */
function mention(id, raw, state) {
  const person = knownPerson(state, id);
  if (!person) return document.createTextNode(raw);
  const element = make('bdi', 'mention', `@${person.name}`);
  element.dataset.testid = 'mention';
  element.dataset.id = id;
  element.classList.toggle('own', id === state.ownId);
  element.style.setProperty('--color', person.color);
  element.style.setProperty('--ink', inkOn(person.color));
  return element;
}

/** @param {string} text @param {string} href */
function link(text, href) {
  const element = make('a', '', text);
  element.href = href;
  element.target = '_blank';
  element.rel = 'noopener noreferrer nofollow ugc';
  return element;
}
