import { MidiFault } from './file.js';
import { readSong } from './song.js';

// Reads files away from the main thread: half a million notes take a while.

addEventListener('message', ({ data }) => {
  try {
    const song = readSong(new Uint8Array(data));
    const { starts, ends, keys, velocities, partOf, byEnd } = song;
    const columns = [starts, ends, keys, velocities, partOf, byEnd].map(({ buffer }) => buffer);
    postMessage({ song }, { transfer: columns });
  } catch (error) {
    if (!(error instanceof MidiFault)) throw error;
    postMessage({ fault: error.code });
  }
});
