import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  insertMention, knownPerson, mentionCandidates, mentionQuery, mentions, splitMentions,
} from '../js/room/mentions.js';

const ANN = 'a'.repeat(24);
const BOB = '0123456789abcdef01234567';
const person = (id, name) => ({ id, name, color: '#112233', x: 0, y: 0, afk: false, vanished: false });
const people = new Map([person(ANN, 'Ann'), person(BOB, 'Bob Marley'), person('f'.repeat(24), 'Joanna')].map((p) => [p.id, p]));

test('a mention is @ and exactly 24 hex digits', () => {
  assert.deepEqual(splitMentions(`hi @${BOB}, you`), [{ text: 'hi ' }, { text: `@${BOB}`, id: BOB }, { text: ', you' }]);
  assert.deepEqual(splitMentions(`@${ANN}@${BOB}`).map((part) => part.id), [ANN, BOB]);
  for (const text of ['', '@', '@Ann', `@${'a'.repeat(23)}`, `@${'a'.repeat(25)}`, `@${BOB.toUpperCase()}`, BOB]) {
    assert.equal(splitMentions(text).some((part) => part.id), false, text);
    assert.equal(splitMentions(text).map((part) => part.text).join(''), text);
  }
});

test('who is mentioned', () => {
  assert.equal(mentions(`x @${BOB}`, BOB), true);
  assert.equal(mentions(`x @${BOB}`, ANN), false);
  assert.equal(mentions(`x @${BOB}`, null), false);
});

test('who is gone is known by what they said', () => {
  const gone = person('1'.repeat(24), 'Gone');
  assert.equal(knownPerson({ people, chat: [{ sender: gone }] }, gone.id), gone);
  assert.equal(knownPerson({ people, chat: [] }, gone.id), undefined);
});

test('what is looked for stands between @ and the caret', () => {
  assert.deepEqual(mentionQuery('hi @an', 6), { start: 3, query: 'an' });
  assert.deepEqual(mentionQuery('hi @an you', 6), { start: 3, query: 'an' });
  assert.deepEqual(mentionQuery('@', 1), { start: 0, query: '' });
  assert.deepEqual(mentionQuery('@Bob Mar', 8), { start: 0, query: 'Bob Mar' });
  assert.deepEqual(mentionQuery('(@a', 3), { start: 1, query: 'a' });
  for (const [text, caret] of [['', 0], ['@a', 0], ['me@host', 7], ['é@a', 3], ['no', 2]]) {
    assert.equal(mentionQuery(text, caret), null, text);
  }
});

test('the best fit comes first, oneself never', () => {
  const names = (query, own = '') => mentionCandidates(people, query, own).map(({ name }) => name);
  assert.deepEqual(names(''), ['Ann', 'Bob Marley', 'Joanna']);
  assert.deepEqual(names('ANN'), ['Ann', 'Joanna']);
  assert.deepEqual(names('mar'), ['Bob Marley']);
  assert.deepEqual(names('bob m'), ['Bob Marley']);
  assert.deepEqual(names('ann '), []);
  assert.deepEqual(names('', ANN), ['Bob Marley', 'Joanna']);
  const odd = new Map([['x"]', person('x"]', 'Odd')]]);
  assert.deepEqual(mentionCandidates(odd, '', null), []);
});

test('many names are offered a few at a time', () => {
  const crowd = new Map(Array.from({ length: 50 }, (_, i) => String(i).padStart(24, '0')).map((id) => [id, person(id, id)]));
  assert.equal(mentionCandidates(crowd, '', null).length, 8);
});

test('accepting writes the id and leaves the rest', () => {
  assert.deepEqual(insertMention('hi @an you', 3, 6, ANN), { text: `hi @${ANN} you`, caret: 29 });
  assert.deepEqual(insertMention('@', 0, 1, ANN), { text: `@${ANN} `, caret: 26 });
});
