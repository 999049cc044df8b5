import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeBinary } from '../js/net/binary.js';
import { decode } from '../js/net/protocol.js';

function frame(metadata, payload = [], length = undefined) {
  const json = typeof metadata === 'string' ? new TextEncoder().encode(metadata) : metadata;
  const bytes = new Uint8Array(4 + json.length + payload.length);
  new DataView(bytes.buffer).setUint32(0, length ?? json.length);
  bytes.set(json, 4);
  bytes.set(payload, 4 + json.length);
  return bytes.buffer;
}
const META = '{"m":"custom","data":{"x":1},"p":"a"}';

test('metadata and payload', () => {
  const message = decodeBinary(frame(META, [1, 2, 255]));
  assert.deepEqual(message, { m: 'custom', data: { x: 1 }, p: 'a', binary: new Uint8Array([1, 2, 255]) });
  assert.equal(decodeBinary(frame(META)).binary.length, 0);
});

test('the payload is what followed, whatever the metadata says', () => {
  const message = decodeBinary(frame('{"m":"custom","binary":"mine","__proto__":{"evil":1}}', [7]));
  assert.deepEqual(message.binary, new Uint8Array([7]));
  assert.equal(message.evil, undefined);
  assert.equal({}.evil, undefined);
});

test('lengths are measured, not believed', () => {
  for (const length of [META.length + 4, 0x7fffffff, 0x80000000, 0xffffffff, 0, 5]) {
    assert.equal(decodeBinary(frame(META, [1, 2, 3], length)), null, String(length));
  }
  for (const size of [0, 1, 3, 4]) assert.equal(decodeBinary(new ArrayBuffer(size)), null);
});

test('anything else is nothing', () => {
  const bad = ['', '[]', 'null', '7', '"custom"', '{', '{"m":"n"}', '{"m":["custom"]}', `[${META}]`, '['.repeat(100_000)];
  for (const metadata of bad) assert.equal(decodeBinary(frame(metadata)), null, metadata.slice(0, 20));
  assert.equal(decodeBinary(frame(new Uint8Array([0xff, 0xfe, 0xc0]))), null);
  for (const data of [null, undefined, 'text', {}, new Uint8Array(8)]) assert.equal(decodeBinary(data), null);
});

test('custom messages in text are handed on, not counted as malformed', () => {
  const { dropped, raw } = decode(JSON.stringify([{ m: 'custom', data: 5, p: 'a' }]));
  assert.deepEqual([dropped, raw], [0, [{ m: 'custom', data: 5, p: 'a' }]]);
});
