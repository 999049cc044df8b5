import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decode } from '../js/net/protocol.js';
import { DEFAULT_TAG_COLOR, readTag, tagColor } from '../js/net/tag.js';
import { applyMessages } from '../js/room/apply.js';
import { createRoomStore } from '../js/room/state.js';
import { createEmitter } from '../js/util/emitter.js';

test('colours of tags have three or six hex digits', () => {
  assert.equal(tagColor('#5F5'), '#55ff55');
  assert.equal(tagColor('#AbCdEf'), '#abcdef');
  const bad = ['', 'red', '#ffff', '#12', '#ggg', ' #fff', '#fff;', '#fffffff', 'url(x)', null, 5, {}, ['#fff']];
  for (const color of bad) assert.equal(tagColor(color), null, String(color));
});

test('a tag with a bad colour gets a default one', () => {
  assert.deepEqual(readTag({ text: 'Guest', color: 'red;x:url(y)' }), { text: 'Guest', color: DEFAULT_TAG_COLOR });
  assert.deepEqual(readTag({ text: 'BOT' }), { text: 'BOT', color: '#5555ff' });
  assert.deepEqual(readTag('MOD'), { text: 'MOD', color: '#00aa00' });
  assert.equal(readTag({ text: 'x'.repeat(500), color: '#fff' }).text.length, 40);
});

test('what is no tag is none', () => {
  for (const tag of [undefined, null, 0, true, '', ' ', {}, [], { text: 5 }, { text: '  ' }, { color: '#fff' }]) {
    assert.equal(readTag(tag), undefined);
  }
});

test('an update without a tag takes it away', () => {
  const [events, store] = [createEmitter(), createRoomStore()];
  applyMessages(events, store, createEmitter());
  const update = (more) => {
    for (const message of decode(JSON.stringify([{ m: 'p', id: 'a', name: 'A', ...more }])).messages) {
      events.emit(message.m, message);
    }
    return store.get().people.get('a');
  };
  assert.deepEqual(update({ tag: { text: 'BOT', color: '#55f' } }).tag, { text: 'BOT', color: '#5555ff' });
  assert.equal(update({}).tag, undefined);
  assert.equal(update({ vanished: true }).vanished, true);
  assert.equal(update({ vanished: 'yes' }).vanished, false);
});

test('ids of lines and of answers are letters and digits', () => {
  const line = (more) => decode(JSON.stringify([{ m: 'a', a: 'x', p: { id: 'a' }, ...more }])).messages[0].line;
  assert.deepEqual([line({ id: 'ab12', r: 'cd34' }).id, line({ id: 'ab12', r: 'cd34' }).replyTo], ['ab12', 'cd34']);
  for (const r of ['A', 'a b', '"]', 'x'.repeat(33), '', 5, null]) {
    assert.equal(line({ id: r, r }).replyTo, undefined);
    assert.equal(line({ id: r }).id, '');
  }
});
