import assert from 'node:assert/strict';
import { test } from 'node:test';
import { applyMessages } from '../js/room/apply.js';
import {
  afterHistory, afterSending, charactersLeft, draftMessage, isPlain, PLAIN, replyTo, stepBack, writeBack, writeTo,
} from '../js/room/draft.js';
import { createIntents } from '../js/room/intents.js';
import { createRoomStore } from '../js/room/state.js';
import { createEmitter } from '../js/util/emitter.js';

const person = (id) => ({ id, name: id, color: '#112233', x: 0, y: 0, afk: false, vanished: false });
const [me, ann] = [person('me'), person('ann')];
const open = { id: 'aa', time: 0, text: 'x', sender: ann };
const received = { ...open, id: 'bb', recipient: me };
const sent = { ...open, id: 'cc', sender: me, recipient: ann };

test('what was said in private is answered in private', () => {
  assert.deepEqual(replyTo(open, 'me'), { recipient: null, reply: open });
  assert.deepEqual(replyTo(received, 'me'), { recipient: ann, reply: received });
  assert.deepEqual(replyTo(sent, 'me'), { recipient: ann, reply: sent });
  assert.deepEqual(writeBack(sent, 'me'), writeTo(ann));
});

test('one step back at a time', () => {
  const first = stepBack(replyTo(received, 'me'));
  assert.deepEqual(first, writeTo(ann));
  assert.equal(stepBack(first), PLAIN);
  assert.equal(isPlain(stepBack(replyTo(open, 'me'))), true);
});

test('a private talk outlives a message, a reply does not', () => {
  assert.deepEqual(afterSending(replyTo(received, 'me')), writeTo(ann));
  assert.equal(isPlain(afterSending(replyTo(open, 'me'))), true);
});

test('what is gone is not answered', () => {
  const draft = replyTo(received, 'me');
  assert.equal(afterHistory(draft, [open, { ...received }]), draft);
  assert.deepEqual(afterHistory(draft, []), writeTo(ann));
});

test('on the wire', () => {
  assert.deepEqual(draftMessage(PLAIN, 'x'), { m: 'a', message: 'x' });
  assert.deepEqual(draftMessage(replyTo(open, 'me'), 'x'), { m: 'a', message: 'x', reply_to: 'aa' });
  assert.deepEqual(draftMessage(replyTo(sent, 'me'), 'x'), { m: 'dm', _id: 'ann', message: 'x', reply_to: 'cc' });
});

function page({ longest = 512 } = {}) {
  const [events, signals, store, out] = [createEmitter(), createEmitter(), createRoomStore(), []];
  let online = true;
  const sendArray = (messages) => online && out.push(...messages) > 0;
  applyMessages(events, store, signals);
  const intents = createIntents({ events, sendArray }, store, 'r', { chat_length: longest, room_id_length: 512 });
  const enter = (id) => {
    const settings = { visible: true, chat: true };
    events.emit('ch', { room: { id, settings }, people: [me, ann], p: 'me' });
  };
  enter('r');
  return { events, signals, store, intents, out, enter, cut: () => (online = false) };
}

test('no more leaves than the server takes of a line', () => {
  const { intents, out } = page({ longest: 5 });
  intents.chat('to all');
  intents.speak('whole');
  assert.deepEqual(out.map(({ message }) => message), ['to al', 'whole']);
});

test('speaking follows the draft; what scripts send does not', () => {
  const { store, intents, out, cut } = page();
  intents.setDraft(replyTo(received, 'me'));
  intents.chat('to all');
  intents.speak('to one');
  assert.deepEqual(out, [{ m: 'a', message: 'to all' }, { m: 'dm', _id: 'ann', message: 'to one', reply_to: 'bb' }]);
  assert.deepEqual(store.get().draft, writeTo(ann));
  cut();
  assert.equal(intents.speak('lost?'), false);
  assert.equal(intents.speak('  '), false);
});

test('another room ends the draft, a cleared chat the reply', () => {
  const { events, store, intents, enter } = page();
  intents.setDraft(replyTo(received, 'me'));
  events.emit('c', { lines: [] });
  assert.deepEqual(store.get().draft, writeTo(ann));
  enter('r');
  assert.deepEqual(store.get().draft, writeTo(ann));
  enter('other');
  assert.equal(isPlain(store.get().draft), true);
});

test('we hear that we are spoken to, unless it is old, our own or muted', () => {
  const id = '0123456789abcdef01234567';
  const { events, signals, store } = page();
  const heard = [];
  signals.on('addressed', (line) => heard.push(line.id));
  store.update({ ownId: id });
  const named = (lineId, sender) => ({ ...open, id: lineId, sender, text: `@${id}` });
  events.emit('c', { lines: [named('1', ann)] });
  events.emit('a', { line: named('2', ann) });
  events.emit('a', { line: named('3', person(id)) });
  events.emit('a', { line: open });
  events.emit('dm', { line: { ...received, id: '4', recipient: person(id) } });
  store.update({ chatMuted: new Set(['ann']) });
  events.emit('a', { line: named('5', ann) });
  assert.deepEqual(heard, ['2', '4']);
});

test('what is left to write is told when it is little, counted as the server counts', () => {
  assert.equal(charactersLeft('', 512), null);
  assert.equal(charactersLeft('x'.repeat(411), 512), null);
  assert.equal(charactersLeft('x'.repeat(412), 512), 100);
  assert.equal(charactersLeft('🎹'.repeat(256), 512), 0);
});
