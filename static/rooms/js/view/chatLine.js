import { knownPerson, splitMentions } from '../room/mentions.js';
import { inkOn, readable } from '../util/color.js';
import { icon, make } from '../util/dom.js';
import { around, t } from '../util/i18n.js';
import { splitLinks } from '../util/text.js';
import { tagMark } from './chip.js';

/** @typedef {import('../types.js').ChatLine} ChatLine */
/** @typedef {import('../types.js').Participant} Participant */
/** @typedef {Readonly<import('../types.js').RoomState>} RoomState */
/**
 * @typedef {object} LineActions
 * @property {(line: ChatLine) => void} reply
 * @property {(line: ChatLine) => void} write  to the other one of a private line
 * @property {(id: string) => void} jump
 */

const EXCERPT = 120;

/** The solid colour behind the lines, for the contrast of names. */
const background = () => (document.documentElement.dataset.theme === 'light' ? '#f4f6f9' : '#141a24');

/**
 * @param {ChatLine} line
 * @param {RoomState} state
 * @param {LineActions} actions
 */
export function chatLineElement(line, state, actions) {
  const element = make('p', 'chat-line');
  element.dataset.testid = 'chat-line';
  element.dataset.id = line.id;
  element.tabIndex = -1;
  if (line.time) element.title = new Date(line.time).toLocaleTimeString();
  if (line.replyTo) element.append(quote(line.replyTo, state, actions));
  element.append(...(line.recipient ? privateHead(line, line.recipient, state, actions) : head(line.sender)));
  const body = make('span', 'chat-text');
  body.dir = 'auto';
  body.append(...richText(line.text, state));
  element.append(' ', body);
  return element;
}

/** @param {Participant} person */
function head(person) {
  const name = nameOf(person);
  return person.tag ? [tagMark(person.tag), name] : [name];
}

/** @param {Participant} person @param {string} [className] */
export function nameOf(person, className = 'chat-name') {
  const name = make('span', className, person.name);
  name.dir = 'auto';
  name.style.color = readable(person.color, background());
  return name;
}

/** @param {ChatLine} line @param {Participant} recipient @param {RoomState} state @param {LineActions} actions */
function privateHead(line, recipient, state, actions) {
  const sent = line.sender.id === state.ownId;
  const other = sent ? recipient : line.sender;
  const button = innerButton('chat-private');
  button.dataset.testid = 'chat-private';
  button.title = t('chat.writeTo', { name: other.name });
  const [before, after] = around(sent ? 'chat.to' : 'chat.from', 'name');
  button.append(icon('lock'), before, ...head(other), after);
  button.addEventListener('click', () => actions.write(line));
  return [button];
}

/** @param {string} id @param {RoomState} state @param {LineActions} actions */
function quote(id, state, actions) {
  const answered = state.chat.find((line) => line.id === id && !state.chatMuted.has(line.sender.id));
  const button = innerButton('chat-quote');
  button.dataset.testid = 'chat-quote';
  button.append(icon('reply'));
  if (answered) {
    button.append(nameOf(answered.sender, 'chat-quote-name'), excerpt(answered, state));
    button.title = t('chat.jump');
    button.addEventListener('click', () => actions.jump(id));
  } else {
    button.append(t('chat.quoteGone'));
    button.disabled = true;
  }
  return button;
}

/** The beginning of a line, in one row. @param {ChatLine} line @param {RoomState} state */
export function excerpt(line, state) {
  const element = make('span', 'chat-excerpt');
  element.dir = 'auto';
  element.textContent = splitMentions(line.text.slice(0, EXCERPT))
    .map(({ text, id }) => (id ? mentionText(id, state, text) : text))
    .join('');
  return element;
}

/** Reached by Tab only while its line is the chosen one. @param {string} className */
function innerButton(className) {
  const button = make('button', className);
  button.type = 'button';
  button.tabIndex = -1;
  return button;
}

/** @param {string} id @param {RoomState} state @param {string} fallback */
function mentionText(id, state, fallback) {
  const person = knownPerson(state, id);
  return person ? `@${person.name}` : fallback;
}

/** @param {string} text @param {RoomState} state @returns {(HTMLElement | string)[]} */
function richText(text, state) {
  return splitLinks(text).flatMap((part) => {
    if (part.href) return [link(part.text, part.href)];
    return splitMentions(part.text).map(({ text: piece, id }) => (id ? mention(id, piece, state) : piece));
  });
}

/** @param {string} id @param {string} raw @param {RoomState} state */
function mention(id, raw, state) {
  const person = knownPerson(state, id);
  if (!person) return raw;
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
