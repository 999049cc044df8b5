import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseMarkdown, plainText } from '../js/room/markdown.js';

const ID = '0123456789abcdef01234567';

/** A short form: text stands for itself, everything else is [type, …]. */
function short(pieces) {
  return pieces.map((piece) => {
    if (piece.type === 'text') return piece.text;
    return piece.children ? [piece.type, ...short(piece.children)] : [piece.type, piece.href ?? piece.text];
  });
}
const read = (text) => short(parseMarkdown(text));

test('each mark has its meaning', () => {
  assert.deepEqual(read('**a** *b* _c_ ~~d~~ ||e|| `f`'), [
    ['bold', 'a'], ' ', ['italic', 'b'], ' ', ['italic', 'c'], ' ', ['strike', 'd'], ' ', ['spoiler', 'e'], ' ', ['code', 'f'],
  ]);
});

test('marks nest, each kind once', () => {
  assert.deepEqual(read('**a *b ~~c~~* d**'), [['bold', 'a ', ['italic', 'b ', ['strike', 'c']], ' d']]);
  assert.deepEqual(read('*a _b_ c*'), [['italic', 'a _b_ c']]);
});

test('what is not closed is text', () => {
  for (const text of ['**a', 'a*', '~~ a ~~', '* list', '||', '****', '~~~~', '`', '``', 'a ** b ** c', '*', '**a*']) {
    assert.deepEqual(read(text), [text], text);
  }
  assert.deepEqual(read('**a *b**'), [['bold', 'a *b']]);
});

test('sums and long names are no emphasis', () => {
  for (const text of ['2*3*4', 'some_long_name', 'snake_case and more_case', '5 * 3 * 2']) assert.deepEqual(read(text), [text]);
  assert.deepEqual(read('(*so*)'), ['(', ['italic', 'so'], ')']);
});

test('a backslash takes a mark its meaning', () => {
  assert.deepEqual(read('\\*a\\* \\\\ \\x'), ['*a* \\ \\x']);
});

test('code, addresses and mentions have no marks inside', () => {
  assert.deepEqual(read('`**a** https://x.org`'), [['code', '**a** https://x.org']]);
  assert.deepEqual(read('https://x.org/a_b_c*d*'), [['link', 'https://x.org/a_b_c*d'], '*']);
  assert.deepEqual(read(`**hi @${ID}**`), [['bold', 'hi ', ['mention', `@${ID}`]]]);
  assert.deepEqual(read('**https://x.org/**'), [['bold', ['link', 'https://x.org/']]]);
});

test('only addresses of the web become links', () => {
  assert.deepEqual(read('javascript:alert(1) data:text/html,x ftp://x.org'), ['javascript:alert(1) data:text/html,x ftp://x.org']);
});

test('no text is lost, whatever it holds', () => {
  const alphabet = ['*', '**', '_', '~~', '||', '`', '\\', ' ', 'a', 'é', '🎹', '<b>', `@${ID}`, 'https://x.org'];
  let seed = 7;
  for (let round = 0; round < 3000; round++) {
    let text = '';
    for (let i = 0; i < 12; i++) {
      seed = (seed * 1103515245 + 12345) % 2147483648;
      text += alphabet[seed % alphabet.length];
    }
    const letters = (string) => string.replace(/[^a-zé🎹<>]/gu, '');
    const flat = JSON.stringify(read(text).flat(Infinity).filter((part) => !/^(bold|italic|strike|spoiler|code|link|mention)$/.test(part)));
    assert.equal(letters(JSON.parse(flat).join('')), letters(text), text);
  }
});

test('the longest text of nothing but marks is read at once', () => {
  for (const mark of ['*', '**', '_', '~~', '||', '`', '*_~|', '**a', '[']) {
    const text = mark.repeat(4096 / mark.length);
    assert.ok(JSON.stringify(parseMarkdown(text)).length > 0);
  }
});

test('as plain text the marks are gone and what is covered stays so', () => {
  const nameOf = (id) => (id === ID ? 'Ann' : undefined);
  assert.equal(plainText(`@${'9'.repeat(24)}`, nameOf), `@${'9'.repeat(24)}`);
  assert.equal(plainText(`**hi** @${ID}, ||the butler|| \`x\``, nameOf), 'hi @Ann, ▒▒▒ x');
});
