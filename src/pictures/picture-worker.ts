/**
 * The picture process: decodes and draws pictures for the server, one at a time. It is a process of its own so that a file that
 * takes too long, or crashes a decoder, ends only this process, and so that its memory is returned.
 */
import sharp from 'sharp';
import { TooManyPixels, toAvatar } from './avatar.ts';
import type { PictureAnswer, PictureTask } from './picture-task.ts';

sharp.cache(false);
sharp.concurrency(1);

process.on('message', async (task: PictureTask) => send(await answerTo(task)));
// The server has ended.
process.on('disconnect', () => process.exit());
send({ kind: 'ready' });

async function answerTo(task: PictureTask): Promise<PictureAnswer> {
  try {
    return { kind: 'picture', bytes: await make(task) };
  } catch (error) {
    if (error instanceof TooManyPixels) return { kind: 'too_many_pixels' };
    return { kind: 'unreadable', detail: error instanceof Error ? error.message : String(error) };
  }
}

function make(task: PictureTask): Promise<Buffer> {
  switch (task.kind) {
    case 'avatar':
      return toAvatar(task.bytes, task.maxPixels);
    case 'drawing':
      return sharp(Buffer.from(task.svg)).png({ compressionLevel: 9 }).toBuffer();
  }
}

function send(answer: PictureAnswer): void {
  process.send?.(answer);
}
