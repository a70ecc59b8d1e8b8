/** Decodes uploaded pictures and draws pictures with text, in a process of its own. */
import { defineFeature } from '../kernel/feature.ts';
import type { Kernel } from '../kernel/kernel.ts';
import { PictureMaker } from './picture-maker.ts';

export { AVATAR_CONTENT_TYPE, type PictureMaker } from './picture-maker.ts';

export function createPictures({ kernel: { limits } }: { kernel: Kernel }) {
  const pictureMaker = new PictureMaker({ limits });
  return defineFeature({ name: 'pictures', service: { pictureMaker }, close: () => pictureMaker.close() });
}
