import assert from 'node:assert/strict';
import { test } from 'node:test';
import { peopleEvents, wireForm } from '../js/facade/people.js';

const person = (id, name = id) => ({ id, name, color: '#112233', x: 0, y: 0, afk: false, vanished: false });
const map = (...people) => new Map(people.map((one) => [one.id, one]));

test('who came, changed and went is told once', () => {
  const [ann, ben] = [person('ann'), person('ben')];
  const named = person('ann', 'Anna');
  const told = (before, after) => peopleEvents(before, after).map(([name, event]) => [name, event.name ?? event]);
  assert.deepEqual(told(map(), map(ann)), [['participant added', 'ann'], ['participant update', 'ann'], ['count', 1]]);
  assert.deepEqual(told(map(ann, ben), map(named, ben)), [['participant update', 'Anna']]);
  assert.deepEqual(told(map(ann, ben), map(ben)), [['participant removed', 'ann'], ['count', 1]]);
  assert.deepEqual(told(map(ann), map(ann)), []);
});

test('people are given out as copies, under both names of their id', () => {
  const ann = person('ann');
  const form = wireForm(ann);
  assert.equal(form._id, 'ann');
  form.name = 'x';
  assert.equal(ann.name, 'ann');
  assert.equal(wireForm(undefined), null);
});
