/** An archive of all that is mine: asked for, made in the background, downloaded. `docs/export.md` describes what is in it. */
import { z } from 'zod';
import { timeSchema } from './common.ts';

/**
 * `none`: there is no archive. `making`: the server is making it. `ready`: it can be downloaded. `failed`: it could not be made; ask
 * again.
 */
export const dataExportStateSchema = z.enum(['none', 'making', 'ready', 'failed']);

export const dataExportSchema = z.object({
  state: dataExportStateSchema,
  requestedAt: timeSchema.nullable(),
  /** How much of it is made, from 0 to 1. */
  progress: z.number().min(0).max(1),
  /** The size of the archive in bytes; null until it is ready. */
  bytes: z.number().int().nullable(),
  /** When the archive is removed. */
  expiresAt: timeSchema.nullable(),
});
export type DataExport = z.infer<typeof dataExportSchema>;

/** `language`: of the page in the archive. */
export const requestDataExportSchema = z.object({ language: z.enum(['ja', 'en']).default('ja') });
export type RequestDataExport = z.infer<typeof requestDataExportSchema>;
