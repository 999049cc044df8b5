import { createEmitter } from '../util/emitter.js';
import { patientDelay, refusal, retryDelay } from './backoff.js';
import { decodeBinary } from './binary.js';
import { decode } from './protocol.js';

/** @typedef {import('../types.js').Connection} Connection */
/** @typedef {import('../types.js').ServerMessage} ServerMessage */
/**
 * @typedef {{[M in ServerMessage['m']]: import('../types.js').MessageOf<M>} &
 *   {connect: null, disconnect: {code: number}, status: Connection}} ClientEvents
 */

/** One connection after another to the same server. Knows frames and retries, not what they are about. */
export class Socket {
  /** @type {WebSocket | null} */
  #socket = null;
  #attempt = 0;
  #timer = 0;
  #url;
  /** @type {import('../util/emitter.js').Emitter<ClientEvents>} */
  events = createEmitter();
  /**
   * The same messages as they came over the wire, for users' scripts.
   * @type {import('../util/emitter.js').Emitter<Record<string, Record<string, unknown>>>}
   */
  wire = createEmitter();
  /** How many messages were malformed; for whoever looks for a fault. */
  dropped = 0;
  /** @type {Connection} */
  status = { phase: 'connecting', retryAt: 0 };

  /** @param {string} url */
  constructor(url) {
    this.#url = url;
    addEventListener('online', () => this.retryNow());
    addEventListener('offline', () => this.#socket?.close());
  }

  get open() {
    return this.#socket?.readyState === WebSocket.OPEN;
  }

  connect() {
    clearTimeout(this.#timer);
    this.#setStatus({ phase: 'connecting', retryAt: 0 });
    const socket = new WebSocket(this.#url);
    socket.binaryType = 'arraybuffer';
    this.#socket = socket;
    socket.addEventListener('open', () => this.events.emit('connect', null));
    socket.addEventListener('message', (event) => this.#receive(event.data));
    socket.addEventListener('close', (event) => {
      if (socket === this.#socket) this.#lost(event.code);
    });
  }

  retryNow() {
    if (this.status.phase === 'waiting' || this.status.phase === 'offline') this.connect();
  }

  /** The other side has accepted us: only now a later loss starts with a short wait again. */
  accepted() {
    this.#attempt = 0;
    this.#setStatus({ phase: 'online', retryAt: 0 });
  }

  /** @param {object[]} messages @returns {boolean} whether they left */
  sendArray(messages) {
    if (!this.open) return false;
    this.#socket?.send(JSON.stringify(messages));
    return true;
  }

  /** @param {unknown} data */
  #receive(data) {
    if (typeof data !== 'string') {
      this.#receiveBinary(data);
      return;
    }
    this.#take(data);
  }

  /** A message that a user's script puts into the server's mouth. @param {object} message */
  hear(message) {
    this.#take(JSON.stringify([message]));
  }

  /** @param {string} frame */
  #take(frame) {
    const { messages, dropped, raw } = decode(frame);
    this.dropped += dropped;
    for (const message of messages) this.events.emit(message.m, /** @type {any} */ (message));
    for (const object of raw) this.wire.emit(String(object.m), object);
  }

  /** @param {unknown} data */
  #receiveBinary(data) {
    const message = decodeBinary(data);
    if (message) this.wire.emit('custom', message);
    else this.dropped += 1;
  }

  /** @param {number} code */
  #lost(code) {
    this.#socket = null;
    const wait = refusal(code) ? patientDelay(Math.random()) : retryDelay(this.#attempt++, Math.random());
    this.#timer = setTimeout(() => this.connect(), wait);
    const phase = navigator.onLine ? 'waiting' : 'offline';
    this.#setStatus({ phase, retryAt: Date.now() + wait });
    this.events.emit('disconnect', { code });
  }

  /** @param {Connection} status */
  #setStatus(status) {
    this.status = status;
    this.events.emit('status', status);
  }
}
