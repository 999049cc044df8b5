// What comes from a MIDI device, as far as a piano understands it.

/**
 * @typedef {{type: 'on', channel: number, note: number, velocity: number}
 *   | {type: 'off', channel: number, note: number}
 *   | {type: 'pedal', channel: number, level: number}
 *   | {type: 'bend', channel: number, part: number}
 *   | {type: 'control', channel: number, control: number, value: number}
 *   | {type: 'silence', channel: number}} MidiMessage
 *   channels from 1, `velocity` and `level` 0–1, `part` −1–1
 */

const BEND_MIDDLE = 8192;
export const DRUMS = 10;
const SUSTAIN = 64;
/** All sound off, all notes off. */
const SILENCE = [120, 123];

/**
 * @param {ArrayLike<number>} data  one message
 * @returns {MidiMessage | null} null: nothing that a piano does
 */
export function readMessage(data) {
  const [status = 0, first = 0, second = 0] = Array.from(data);
  const channel = (status & 0x0f) + 1;
  switch (status & 0xf0) {
    case 0x80:
      return { type: 'off', channel, note: first };
    case 0x90:
      if (second === 0) return { type: 'off', channel, note: first };
      return { type: 'on', channel, note: first, velocity: second / 127 };
    case 0xb0:
      if (first === SUSTAIN) return { type: 'pedal', channel, level: second / 127 };
      if (SILENCE.includes(first)) return { type: 'silence', channel };
      return { type: 'control', channel, control: first, value: second };
    case 0xe0:
      return { type: 'bend', channel, part: (first + second * 128 - BEND_MIDDLE) / BEND_MIDDLE };
    default:
      return null;
  }
}
