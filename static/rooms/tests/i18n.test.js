import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { LANGUAGES } from '../js/util/languages.js';

const root = join(import.meta.dirname, '../../..');
const english = JSON.parse(readFileSync(join(root, 'static/rooms/i18n/en.json'), 'utf8'));

function filesUnder(folder, ending) {
  return readdirSync(join(root, folder), { recursive: true })
    .filter((name) => name.endsWith(ending))
    .map((name) => readFileSync(join(root, folder, name), 'utf8'));
}

const script = filesUnder('static/rooms/js', '.js').join('\n');
const markup = filesUnder('templates/rooms', '.html').join('\n');

test('every text that the template names exists', () => {
  for (const [, key] of markup.matchAll(/data-i18n(?:-label|-title|-placeholder)?="([^"]+)"/g)) {
    assert.ok(key in english, key);
  }
});

test('every text that a script names exists', () => {
  const areas = new Set(Object.keys(english).map((key) => key.split('.')[0]));
  for (const [, key, area] of script.matchAll(/'(([a-z][A-Za-z]*)\.[a-z][A-Za-z]*)'/g)) {
    if (areas.has(area)) assert.ok(key in english, key);
  }
});

test('no text is left over', () => {
  // These are put together from a prefix and a value.
  const composed = /^(app|connection|fault|notice|refused|reportError|reportReason)\./;
  for (const key of Object.keys(english)) {
    assert.ok(composed.test(key) || markup.includes(`"${key}"`) || script.includes(`'${key}'`), key);
  }
});

const languages = new Map(
  readdirSync(join(root, 'static/rooms/i18n')).map((name) => [
    name.replace('.json', ''),
    JSON.parse(readFileSync(join(root, 'static/rooms/i18n', name), 'utf8')),
  ]),
);
const places = (text) => [...text.matchAll(/\{\w+\}/g)].map(String).sort();

test('every language that can be chosen is there, and no other', () => {
  assert.deepEqual([...languages.keys()].sort(), LANGUAGES.map(({ code }) => code).sort());
});

for (const [code, texts] of languages) {
  test(`${code} has all texts, each with the places of the English one, and no other`, () => {
    const keys = Object.keys(english);
    assert.deepEqual(keys.filter((key) => !texts[key]?.trim()), [], 'missing');
    assert.deepEqual(Object.keys(texts).filter((key) => !(key in english)), [], 'superfluous');
    assert.deepEqual(keys.filter((key) => String(places(texts[key])) !== String(places(english[key]))), [], 'places');
  });

  test(`${code} is a translation`, () => {
    // Words that are the same in a neighbour's language are few.
    const same = Object.keys(english).filter((key) => /[a-z]{2}/i.test(english[key]) && texts[key] === english[key]);
    assert.ok(code === 'en' || same.length < 30, same.join(', '));
  });
}
