import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

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
  const composed = /^(app|connection|fault|notice|refused)\./;
  for (const key of Object.keys(english)) {
    assert.ok(composed.test(key) || markup.includes(`"${key}"`) || script.includes(`'${key}'`), key);
  }
});

test('other languages have the same texts', () => {
  for (const text of filesUnder('static/rooms/i18n', '.json')) {
    assert.deepEqual(Object.keys(JSON.parse(text)).sort(), Object.keys(english).sort());
  }
});
