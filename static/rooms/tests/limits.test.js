import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { readLimits } from '../js/room/limits.js';

const view = readFileSync(join(import.meta.dirname, '../../../rooms/views.py'), 'utf8');
const [, list] = /TOLD = \(([^)]*)\)/.exec(view);
const told = Object.fromEntries([...list.matchAll(/"(\w+)"/g)].map(([, name], index) => [name, index + 1]));

test('the limits are those that the page says', () => {
  assert.ok('siteban_ms' in told);
  assert.deepEqual({ ...readLimits(JSON.stringify(told)) }, told);
});

test('a page that does not say a limit, or says nonsense, is a fault that is noticed', () => {
  for (const name of Object.keys(told)) {
    for (const value of [undefined, null, 0, -1, '60', true]) {
      assert.throws(() => readLimits(JSON.stringify({ ...told, [name]: value })), new RegExp(name), `${name}: ${value}`);
    }
  }
});
