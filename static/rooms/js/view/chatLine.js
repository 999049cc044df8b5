import { plainText } from '../room/markdown.js';
import { knownPerson, mentions } from '../room/mentions.js';
import { readable } from '../util/color.js';
import { icon, make } from '../util/dom.js';
import { around, language, t } from '../util/i18n.js';
import { tagMark } from './chip.js';
import { richText } from './richText.js';

/** @typedef {import('../types.js').ChatLine} ChatLine */
/** @typedef {import('../types.js').Participant} Participant */
/** @typedef {Readonly<import('../types.js').RoomState>} RoomState */
/**
 * @typedef {object} LineActions
 * @property {(line: ChatLine) => void} reply
 * @property {(line: ChatLine) => void} write  to the other one of a private line
 * @property {(id: string) => void} jump
 * @property {(person: Participant) => void} open  who said it
 */
/** @typedef {{times: boolean, ids: boolean}} LineLook */

const EXCERPT = 120;
const SHORT_ID = 6;

/** What names are hardest to read on: a line under the pointer, and one that is for us. */
const BACKGROUNDS = { dark: { plain: '#252b35', tinted: '#37332f' }, light: { plain: '#eeeff0', tinted: '#dfdbd5' } };

/** @param {boolean} tinted */
function background(tinted) {
  const theme = document.documentElement.dataset.theme === 'light' ? 'light' : 'dark';
  return BACKGROUNDS[theme][tinted ? 'tinted' : 'plain'];
}

/**
 * @param {ChatLine} line
 * @param {RoomState} state
 * @param {LineActions} actions
 * @param {LineLook} look
 */
export function chatLineElement(line, state, actions, look) {
  const element = make('p', 'chat-line');
  element.dataset.testid = 'chat-line';
  element.dataset.id = line.id;
  element.tabIndex = -1;
  if (line.time) element.title = new Date(line.time).toLocaleString(language());
  if (line.replyTo) element.append(quote(line.replyTo, state, actions));
  if (look.times && line.time) element.append(timeOf(line.time), ' ');
  if (look.ids) element.append(idOf(line.sender), ' ');
  element.append(...(line.recipient ? privateHead(line, line.recipient, state, actions) : publicHead(line, state, actions)));
  const body = make('span', 'chat-text');
  body.dir = 'auto';
  body.append(...richText(line.text, state));
  element.append(' ', body);
  return element;
}

/** @param {number} time */
function timeOf(time) {
  const element = make('time', 'chat-time');
  const date = new Date(time);
  element.dateTime = date.toISOString();
  element.textContent = date.toLocaleTimeString(language(), { hour: '2-digit', minute: '2-digit' });
  return element;
}

/** Whole ids leave no room for words; six digits tell people of one name apart. @param {Participant} person */
function idOf({ id }) {
  const element = make('span', 'chat-id', id.slice(0, SHORT_ID));
  element.title = id;
  return element;
}

/** Everybody's words lead to who said them. @param {ChatLine} line @param {RoomState} state @param {LineActions} actions */
function publicHead({ sender, text }, state, actions) {
  const button = innerButton('chat-who');
  button.dataset.testid = 'chat-who';
  button.append(...head(sender, mentions(text, state.ownId)));
  button.addEventListener('click', () => actions.open(sender));
  return [button];
}

/** @param {Participant} person @param {boolean} tinted */
function head(person, tinted) {
  const name = nameOf(person, 'chat-name', tinted);
  return person.tag ? [tagMark(person.tag), name] : [name];
}

/** @param {Participant} person @param {string} className @param {boolean} [tinted]  behind it */
export function nameOf(person, className, tinted = true) {
  const name = make('span', className, person.name);
  name.dir = 'auto';
  name.style.color = readable(person.color, background(tinted));
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
  button.append(icon('lock'), before, ...head(other, true), after);
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
  element.textContent = plainText(line.text, (id) => knownPerson(state, id)?.name).slice(0, EXCERPT);
  return element;
}

/** Reached by Tab only while its line is the chosen one. @param {string} className */
function innerButton(className) {
  const button = make('button', className);
  button.type = 'button';
  button.tabIndex = -1;
  return button;
}
