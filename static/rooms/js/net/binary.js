import { isObject } from './fields.js';

const LENGTH_BYTES = 4;

/**
 * Reads a binary frame: uint32 (big-endian) length, so many bytes of JSON, then the payload. Only `custom` comes so.
 * @param {unknown} data
 * @returns {Record<string, unknown> | null} the message with its payload as `binary`; null for anything else
 */
export function decodeBinary(data) {
  if (!(data instanceof ArrayBuffer) || data.byteLength < LENGTH_BYTES) return null;
  const length = new DataView(data).getUint32(0);
  // Measured before it is believed: the number is whatever somebody wrote there.
  if (length > data.byteLength - LENGTH_BYTES) return null;
  const message = parse(new Uint8Array(data, LENGTH_BYTES, length));
  if (!isObject(message) || message.m !== 'custom') return null;
  return { ...message, binary: new Uint8Array(data.slice(LENGTH_BYTES + length)) };
}

/** @param {Uint8Array} bytes @returns {unknown} */
function parse(bytes) {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return null;
  }
}
