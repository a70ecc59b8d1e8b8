/** What the server and the picture process say to each other. */

export type PictureTask =
  | { kind: 'avatar'; bytes: Uint8Array; maxPixels: number }
  /** A drawing with text, in the fonts of `fonts.conf`. */
  | { kind: 'drawing'; svg: string };

export type PictureAnswer =
  | { kind: 'ready' }
  /** A WebP for an avatar, a PNG for a drawing. */
  | { kind: 'picture'; bytes: Uint8Array }
  | { kind: 'too_many_pixels' }
  /** The file cannot be decoded. `detail` is for the log. */
  | { kind: 'unreadable'; detail: string };
