import { refusal } from '../net/backoff.js';
import { afterHistory, PLAIN } from './draft.js';
import { mentions } from './mentions.js';
import { mergeRooms } from './roomList.js';

// Turns messages into state. It never sees the page.

/** @typedef {import('./state.js').RoomStore} RoomStore */
/** @typedef {import('../util/emitter.js').Emitter<import('../types.js').Signals>} Signals */

const CHAT_KEPT = 256;

/**
 * @param {import('../util/emitter.js').Emitter<import('../net/socket.js').ClientEvents>} events
 * @param {RoomStore} store
 * @param {Signals} signals
 */
export function applyMessages(events, store, signals) {
  applyIdentity(events, store, signals);
  applyPeople(events, store, signals);
  applyChat(events, store, signals);
  applyList(events, store);
  events.on('notification', ({ notice }) => signals.emit('notice', notice));
  events.on('disconnect', ({ code }) => {
    const reason = refusal(code);
    if (reason) signals.emit('refused', { reason });
  });
}

/**
 * @param {import('../util/emitter.js').Emitter<import('../net/socket.js').ClientEvents>} events
 * @param {RoomStore} store
 * @param {Signals} signals
 */
function applyIdentity(events, store, signals) {
  let greeted = false;
  events.on('status', (connection) => store.update({ connection }));
  events.on('hi', ({ user, permissions, motd }) => {
    store.update({ me: user, permissions });
    signals.emit('admitted', null);
    if (motd && !greeted) signals.emit('motd', motd);
    greeted = true;
  });
  events.on('permissions', ({ permissions }) => store.update({ permissions }));
  events.on('ch', ({ room, people, p }) => {
    const state = store.get();
    const ownId = p ?? state.ownId;
    const map = new Map(people.map((person) => [person.id, person]));
    const me = (ownId && map.get(ownId)) || state.me;
    const joined = state.room?.id !== room.id;
    store.update({
      room,
      people: map,
      ownId,
      me,
      joining: null,
      ...(joined ? { chat: [], chatEpoch: state.chatEpoch + 1, draft: PLAIN } : {}),
    });
  });
}

/**
 * @param {import('../util/emitter.js').Emitter<import('../net/socket.js').ClientEvents>} events
 * @param {RoomStore} store
 * @param {Signals} signals
 */
function applyPeople(events, store, signals) {
  events.on('p', ({ person }) => {
    const { people, ownId, me } = store.get();
    const next = new Map(people).set(person.id, person);
    store.update({ people: next, me: person.id === ownId ? person : me });
  });
  events.on('bye', ({ p }) => {
    const next = new Map(store.get().people);
    if (next.delete(p)) store.update({ people: next });
  });
  events.on('m', ({ id, x, y }) => {
    if (store.get().people.has(id)) signals.emit('cursor', { id, x, y });
  });
  events.on('disconnect', () => {
    // Nobody is here while we are away; the piano, the room's name and the chat stay.
    const { ownId, me } = store.get();
    store.update({ people: new Map(ownId && me ? [[ownId, me]] : []) });
  });
}

/**
 * @param {import('../util/emitter.js').Emitter<import('../net/socket.js').ClientEvents>} events
 * @param {RoomStore} store
 */
function applyList(events, store) {
  events.on('ls', (message) => {
    const { rooms: before, permissions } = store.get();
    const seesHidden = permissions.chsetAnywhere === true;
    store.update({ rooms: mergeRooms(before, message, seesHidden, Date.now()) });
  });
}

/**
 * @param {import('../util/emitter.js').Emitter<import('../net/socket.js').ClientEvents>} events
 * @param {RoomStore} store
 * @param {Signals} signals
 */
function applyChat(events, store, signals) {
  /** @param {import('../types.js').ChatLine} line */
  function add(line) {
    const { chat, ownId, chatMuted } = store.get();
    store.update({ chat: [...chat, line].slice(-CHAT_KEPT) });
    const foreign = line.sender.id !== ownId && !chatMuted.has(line.sender.id);
    if (foreign && (line.recipient || mentions(line.text, ownId))) signals.emit('addressed', line);
  }
  events.on('a', ({ line }) => add(line));
  events.on('dm', ({ line }) => add(line));
  events.on('c', ({ lines }) => {
    const { chatEpoch, draft } = store.get();
    store.update({ chat: lines, chatEpoch: chatEpoch + 1, draft: afterHistory(draft, lines) });
  });
}
