import { MidiFault } from './file.js';

/** Larger files are rarely music, and never for a piano with a note quota. */
export const MAX_FILE_BYTES = 10 * 1024 * 1024;

/**
 * @param {Blob} file
 * @returns {Promise<import('./song.js').Song>}
 * @throws {MidiFault} what is wrong with it
 */
export async function loadSong(file) {
  if (file.size > MAX_FILE_BYTES) throw new MidiFault('tooLarge');
  const bytes = await file.arrayBuffer().catch(() => {
    throw new MidiFault('unreadable');
  });
  const worker = new Worker(new URL('./worker.js', import.meta.url), { type: 'module' });
  try {
    return await new Promise((resolve, reject) => {
      worker.addEventListener('message', ({ data }) => {
        if (data.song) resolve(data.song);
        else reject(new MidiFault(data.fault));
      });
      worker.addEventListener('error', () => reject(new MidiFault('unreadable')));
      worker.postMessage(bytes, [bytes]);
    });
  } finally {
    worker.terminate();
  }
}
