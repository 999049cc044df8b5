import { DRUMS, readMessage } from '../midi/message.js';
import { FIRST_MIDI } from './keys.js';
import { shapeVelocity } from './touch.js';

/** Semitones that a wheel bends at first; a device may say otherwise. */
const BEND_RANGE = 2;
// Registered parameter 0, the bend range, is chosen by two controllers and set by a third.
const DATA_ENTRY = 6;
const PARAMETER_LOW = 100;
const PARAMETER_HIGH = 101;

/** @typedef {{performer: import('./performer.js').Performer, settings: import('../util/store.js').Store<import('../types.js').Settings>}} Parts */
/** @typedef {{bend: number, range: number, parameter: [number, number]}} Channel */

/** A MIDI keyboard. A piano cannot bend: its wheel moves, in whole semitones, what is struck from then on. */
export class MidiHand {
  #parts;
  #id;
  #name;
  /** @type {Map<string, number>} key under each of the device's keys */
  #down = new Map();
  /** @type {Map<number, Channel>} */
  #channels = new Map();

  /** @param {Parts} parts @param {{id: string, name: string}} device */
  constructor(parts, { id, name }) {
    this.#parts = parts;
    this.#id = id;
    this.#name = name;
  }

  /** @param {ArrayLike<number>} data  a message as the device sent it */
  receive(data) {
    const message = readMessage(data);
    if (!message || (message.channel === DRUMS && !this.#parts.settings.get().midiDrums)) return;
    const finger = `${this.#id} ${message.channel}`;
    switch (message.type) {
      case 'on':
        this.#press(message, `${finger} ${message.note}`);
        break;
      case 'off':
        this.#release(`${finger} ${message.note}`);
        break;
      case 'pedal':
        this.#parts.performer.setPedal(message.level, finger);
        break;
      case 'bend': {
        const channel = this.#channel(message.channel);
        channel.bend = Math.round(message.part * channel.range);
        break;
      }
      case 'control':
        this.#control(message);
        break;
      case 'silence':
        for (const name of [...this.#down.keys()]) if (name.startsWith(`${finger} `)) this.#release(name);
    }
  }

  /** Lets go of everything: the device is gone or switched off. */
  letGo() {
    for (const finger of [...this.#down.keys()]) this.#release(finger);
    for (let channel = 1; channel <= 16; channel++) this.#parts.performer.setPedal(0, `${this.#id} ${channel}`);
  }

  /** @param {{channel: number, note: number, velocity: number}} message @param {string} finger */
  #press({ channel, note, velocity }, finger) {
    const { performer, settings } = this.#parts;
    const values = settings.get();
    const key = note - FIRST_MIDI + values.transpose + this.#channel(channel).bend;
    this.#release(finger);
    this.#down.set(finger, key);
    performer.press(key, shapeVelocity(velocity, values), finger, this.#name);
  }

  /** @param {string} finger */
  #release(finger) {
    const key = this.#down.get(finger);
    if (key === undefined) return;
    this.#down.delete(finger);
    this.#parts.performer.release(key, finger);
  }

  /** @param {{channel: number, control: number, value: number}} message */
  #control({ channel: number, control, value }) {
    const channel = this.#channel(number);
    if (control === PARAMETER_HIGH) channel.parameter[0] = value;
    else if (control === PARAMETER_LOW) channel.parameter[1] = value;
    else if (control === DATA_ENTRY && channel.parameter.every((part) => part === 0)) channel.range = value;
  }

  /** @param {number} number */
  #channel(number) {
    const channel = this.#channels.get(number) ?? { bend: 0, range: BEND_RANGE, parameter: [127, 127] };
    this.#channels.set(number, channel);
    return channel;
  }
}
