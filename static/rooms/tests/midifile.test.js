import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { readFile } from '../js/midi/file.js';
import { Recorder } from '../js/midi/recorder.js';
import { readSong } from '../js/midi/song.js';
import { writeFile } from '../js/midi/write.js';
import { keyIndex } from '../js/play/keys.js';

const C3 = keyIndex('c3');
const ascii = (words) => [...words].map((letter) => letter.charCodeAt(0));
const long = (value) => [value >>> 24, (value >> 16) & 255, (value >> 8) & 255, value & 255];
const chunk = (name, data) => [...ascii(name), ...long(data.length), ...data];
const END = [0, 0xff, 0x2f, 0];

/** A file of these tracks. */
function midi(tracks, { format = 1, division = [0, 96], more = [] } = {}) {
  const header = chunk('MThd', [0, format, 0, tracks.length, ...division]);
  return Uint8Array.from([...header, ...more, ...tracks.flatMap((track) => chunk('MTrk', [...track, ...END]))]);
}

const fault = (code) => (error) => error.code === code;
const rounded = (list) => [...list].map((value) => Math.round(value * 1000) / 1000);

test('notes of a file of format 0, with running status and a note-on of no force as end', () => {
  const song = readSong(midi([[0, 0x90, 60, 127, 96, 64, 64, 96, 60, 0, 0, 64, 0]], { format: 0 }));
  assert.deepEqual([...song.keys], [C3, C3 + 4]);
  assert.deepEqual(rounded(song.starts), [0, 0.5]);
  assert.deepEqual(rounded(song.ends), [1, 1]);
  assert.deepEqual(rounded(song.velocities), [1, 0.504]);
  assert.equal(song.duration, 1);
});

test('tempo changes of the first track hold for all', () => {
  const tempo = [0, 0xff, 0x51, 3, 0x0f, 0x42, 0x40, 96, 0xff, 0x51, 3, 0x03, 0xd0, 0x90];
  const notes = [96, 0x90, 60, 9, 96, 0x80, 60, 0];
  const song = readSong(midi([tempo, notes]));
  assert.deepEqual([...rounded(song.starts), ...rounded(song.ends)], [1, 1.25]);
});

test('time by frames of film', () => {
  const song = readSong(midi([[40, 0x90, 60, 9, 40, 0x80, 60, 0]], { division: [256 - 25, 40] }));
  assert.deepEqual([...rounded(song.starts), ...rounded(song.ends)], [0.04, 0.08]);
});

test('tracks have names, channels of one track are parts of their own, drums are known', () => {
  const name = (words) => [0, 0xff, 3, words.length, ...words];
  const melody = [...name(ascii('Rechte Hand')), 0, 0x90, 60, 9, 1, 0x80, 60, 0, 0, 0x99, 38, 9, 1, 0x89, 38, 0];
  const song = readSong(midi([name(ascii('Lied')), melody]));
  assert.equal(song.title, 'Lied');
  assert.deepEqual(song.parts, [
    { name: 'Rechte Hand', channel: 1, notes: 1, drums: false },
    { name: 'Rechte Hand', channel: 10, notes: 1, drums: true },
  ]);
  const latin = readSong(midi([[...name([0x46, 0xfc, 0x72]), 0, 0x90, 60, 9]], { format: 0 }));
  assert.equal(latin.title, 'Für');
});

test('the pedal of a file lengthens notes until it rises or the key is struck again', () => {
  const song = readSong(midi([[
    0, 0xb0, 64, 127, 0, 0x90, 60, 9, 24, 0x80, 60, 0, 24, 0x90, 64, 9, 24, 0x80, 64, 0, 24, 0x90, 64, 9, 0, 0x80, 64, 0,
    96, 0xb0, 64, 0,
  ]]));
  assert.deepEqual(rounded(song.ends), [1, 0.5, 1]);
});

test('a key that is never let go ends with its track; one off the piano is left out', () => {
  const song = readSong(midi([[0, 0x90, 60, 9, 0, 0x90, 10, 9, 96, 0xc0, 5]]));
  assert.deepEqual([[...song.keys], rounded(song.ends)], [[C3], [0.5]]);
});

test('unknown chunks, system exclusive and meta events are passed over', () => {
  const track = [0, 0xf0, 3, 1, 2, 0xf7, 0, 0xff, 0x7f, 2, 1, 2, 0, 0x90, 60, 9, 96, 0x80, 60, 0];
  assert.equal(readSong(midi([track], { more: chunk('XFIH', [1, 2, 3]) })).keys.length, 1);
});

test('what is no MIDI file, or broken, has a code', () => {
  const good = midi([[0, 0x90, 60, 9, 96, 0x80, 60, 0]]);
  assert.throws(() => readSong(new Uint8Array()), fault('notMidi'));
  assert.throws(() => readSong(Uint8Array.from(ascii('<!doctype html> no music here'))), fault('notMidi'));
  assert.throws(() => readSong(good.subarray(0, good.length - 6)), fault('broken'));
  assert.throws(() => readSong(midi([[0, 60, 9]])), fault('broken'));
  assert.throws(() => readSong(midi([[0x81, 0x81, 0x81, 0x81, 0x90, 60, 9]])), fault('broken'));
  assert.throws(() => readSong(midi([[0, 0xff, 3, 0x7f, 1]])), fault('broken'));
  assert.throws(() => readSong(midi([[]], { division: [0, 0] })), fault('broken'));
  assert.throws(() => readSong(midi([[]], { format: 2 })), fault('unsupported'));
  assert.throws(() => readSong(midi([[]])), fault('empty'));
});

test('no byte of a good file can be changed so that reading it hangs or fails in another way', () => {
  const good = midi([[0, 0xff, 0x51, 3, 7, 161, 32, 0, 0x90, 60, 9, 96, 0x80, 60, 0]]);
  for (let at = 0; at < good.length; at++) {
    for (const value of [0, 1, 0x7f, 0x80, 0xf0, 0xff]) {
      const bytes = Uint8Array.from(good);
      bytes[at] = value;
      try {
        readSong(bytes);
      } catch (error) {
        assert.ok(error.code, `${at} = ${value}: ${error.stack}`);
      }
    }
  }
});

test('pieces of the bot are read', () => {
  const folder = join(import.meta.dirname, '../../../music');
  const song = readSong(readFileSync(join(folder, 'bach-prelude-c-major.mid')));
  assert.ok(song.keys.length > 400);
  assert.ok(song.duration > 60 && song.duration < 300);
  assert.ok(song.starts.every((start, index) => index === 0 || start >= song.starts[index - 1]));
  assert.ok(song.starts.every((start, index) => song.ends[index] > start));
});

test('what is written is read again as it was', () => {
  const tracks = [
    { name: 'Ann', notes: [{ key: 0, velocity: 1, start: 0, end: 1 }, { key: 87, velocity: 0.5, start: 0.25, end: 300.5 }] },
    { name: '森 🎹', notes: [{ key: 40, velocity: 0.001, start: 2, end: 2 }] },
  ];
  const bytes = writeFile('Zimmer', tracks);
  assert.equal(readFile(bytes).tracks.length, 3);
  const song = readSong(bytes);
  assert.equal(song.title, 'Zimmer');
  assert.deepEqual(song.parts.map(({ name, notes }) => [name, notes]), [['Ann', 2], ['森 🎹', 1]]);
  assert.deepEqual([...song.keys], [0, 87, 40]);
  assert.deepEqual(rounded(song.starts), [0, 0.25, 2]);
  assert.deepEqual(rounded(song.ends.subarray(0, 2)), [1, 300.5]);
  assert.deepEqual(rounded(song.velocities), [1, 0.504, 0.008]);
});

test('seventeen players have channels, and none is the drums', () => {
  const tracks = Array.from({ length: 17 }, (_, i) => ({ name: `${i}`, notes: [{ key: i, velocity: 1, start: 0, end: 1 }] }));
  const { parts } = readSong(writeFile('', tracks));
  assert.equal(parts.length, 17);
  assert.ok(parts.every(({ channel, drums }) => channel >= 1 && channel <= 16 && !drums));
});

test('a recording has a track for each player and begins with the first note', () => {
  const recorder = new Recorder('lobby', 1000);
  const played = (owner, key, at, stop = false) => recorder.add({ owner, key, at, stop, velocity: 0.5 }, owner.toUpperCase());
  played('ann', 1, 500);
  played('ann', 9, 1500, true);
  played('ann', 1, 3000);
  played('ben', 1, 3500);
  played('ann', 1, 3600, true);
  played('ben', 2, 3200);
  played('ann', 7, 9000);
  const take = recorder.finish(5000);
  assert.deepEqual([take.title, take.duration, take.count], ['lobby', 2, 3]);
  assert.deepEqual(take.tracks, [
    { name: 'ANN', notes: [{ key: 1, velocity: 0.5, start: 0, end: 0.6 }] },
    { name: 'BEN', notes: [{ key: 2, velocity: 0.5, start: 0.2, end: 2 }, { key: 1, velocity: 0.5, start: 0.5, end: 2 }] },
  ]);
});

test('a key struck again while it sounds is two notes', () => {
  const recorder = new Recorder('', 0);
  for (const at of [0, 1000]) recorder.add({ owner: 'a', key: 1, at, stop: false, velocity: 1 }, 'a');
  assert.deepEqual(recorder.finish(2000).tracks[0].notes.map(({ start, end }) => [start, end]), [[0, 1], [1, 2]]);
});

test('an empty recording has no tracks', () => {
  assert.deepEqual(new Recorder('x', 0).finish(9), { title: 'x', duration: 0, count: 0, tracks: [] });
});
