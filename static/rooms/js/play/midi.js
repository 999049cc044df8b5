import { createEmitter } from '../util/emitter.js';
import { MidiHand } from './midiHand.js';
import { MidiOut } from './midiOut.js';
import { createSwitches } from './midiSwitches.js';

/** @typedef {'off' | 'asking' | 'on' | 'missing' | 'refused'} MidiState */
/** @typedef {{kind: 'input' | 'output', id: string, name: string, manufacturer: string, version: string, enabled: boolean}} Device */

/** MIDI devices of this computer: keyboards that play, and instruments that sound along. */
export class Midi {
  #parts;
  #switches = createSwitches();
  /** @type {MIDIAccess | null} */
  #access = null;
  /** @type {Map<string, MidiHand>} */
  #hands = new Map();
  /** @type {Map<string, MidiOut>} */
  #outs = new Map();
  /** @type {MidiState} */
  state = 'off';
  /** @type {import('../util/emitter.js').Emitter<{change: null}>} */
  events = createEmitter();

  /**
   * @param {import('./midiHand.js').Parts & {signals: import('../util/emitter.js').Emitter<import('../types.js').Signals>}} parts
   */
  constructor(parts) {
    this.#parts = parts;
    parts.settings.subscribe(['midi'], ({ midi }) => (midi ? this.#open() : this.#close()));
    parts.settings.subscribe(['midiOthers'], () => this.#silence());
    parts.signals.on('visual', (note) => {
      if (note.hand === undefined && !parts.settings.get().midiOthers) return;
      for (const out of this.#outs.values()) out.note(note);
    });
  }

  /** @returns {Device[]} what is plugged in */
  get devices() {
    if (!this.#access) return [];
    const ports = [...this.#access.inputs.values(), ...this.#access.outputs.values()];
    return ports.filter((port) => port.state === 'connected').map((port) => ({
      kind: port.type,
      id: port.id,
      name: port.name ?? '',
      manufacturer: port.manufacturer ?? '',
      version: port.version ?? '',
      enabled: this.#switches.get(port.type, port.id),
    }));
  }

  /** @param {'input' | 'output'} kind @param {string} id @param {boolean} on */
  setEnabled(kind, id, on) {
    this.#switches.set(kind, id, on);
    this.#plug();
  }

  async #open() {
    if (this.#access || this.state === 'asking') return;
    if (!navigator.requestMIDIAccess) {
      this.#become('missing');
      return;
    }
    this.#become('asking');
    try {
      this.#access = await navigator.requestMIDIAccess();
    } catch {
      this.#become('refused');
      return;
    }
    if (!this.#parts.settings.get().midi) {
      this.#close();
      return;
    }
    this.#access.onstatechange = () => this.#plug();
    this.state = 'on';
    this.#plug();
  }

  #close() {
    for (const input of this.#access?.inputs.values() ?? []) input.onmidimessage = null;
    for (const id of [...this.#hands.keys()]) this.#unplugInput(id);
    this.#silence();
    this.#outs.clear();
    if (this.#access) this.#access.onstatechange = null;
    this.#access = null;
    this.#become('off');
  }

  /** Brings what is used into line with what is plugged in and switched on. */
  #plug() {
    const used = this.devices.filter(({ enabled }) => enabled);
    const wanted = new Set(used.map(({ kind, id }) => `${kind} ${id}`));
    for (const input of this.#access?.inputs.values() ?? []) {
      if (wanted.has(`input ${input.id}`)) this.#plugInput(input);
      else input.onmidimessage = null;
    }
    for (const id of [...this.#hands.keys()]) if (!wanted.has(`input ${id}`)) this.#unplugInput(id);
    for (const output of this.#access?.outputs.values() ?? []) {
      if (wanted.has(`output ${output.id}`)) this.#plugOutput(output);
    }
    for (const [id, out] of this.#outs) {
      if (wanted.has(`output ${id}`)) continue;
      out.silence();
      this.#outs.delete(id);
    }
    this.events.emit('change', null);
  }

  /** @param {MIDIInput} input */
  #plugInput(input) {
    if (this.#hands.has(input.id)) return;
    const hand = new MidiHand(this.#parts, { id: input.id, name: input.name ?? '' });
    this.#hands.set(input.id, hand);
    input.onmidimessage = ({ data }) => data && hand.receive(data);
  }

  /** @param {string} id */
  #unplugInput(id) {
    this.#hands.get(id)?.letGo();
    this.#hands.delete(id);
  }

  /** @param {MIDIOutput} output */
  #plugOutput(output) {
    if (this.#outs.has(output.id)) return;
    this.#outs.set(output.id, new MidiOut({
      name: output.name ?? '',
      send(data, time) {
        // A device may go between two notes; its own event says so a moment later.
        if (output.state === 'connected') output.send(data, time);
      },
    }));
  }

  #silence() {
    for (const out of this.#outs.values()) out.silence();
  }

  /** @param {MidiState} state */
  #become(state) {
    this.state = state;
    this.events.emit('change', null);
  }
}
