/** Private notes about people, such as what we talked about. Only their author can read them. */
import { z } from 'zod';
import { idSchema, timeSchema } from './common.ts';
import { wireLimits } from './limits.ts';
import type { RouteTable } from './routes/route-table.ts';
import { textSchema } from './text-schemas.ts';

export const noteSchema = z.object({
  text: z.string(),
  /** Null if I have no note about this person. */
  updatedAt: timeSchema.nullable(),
});
export type Note = z.infer<typeof noteSchema>;

/** An empty text deletes the note. */
export const setNoteSchema = z.object({ text: textSchema(0, wireLimits.noteChars) });

const params = z.object({ personId: idSchema });

export const noteRoutes = {
  'notes.get': {
    method: 'get',
    path: '/notes/:personId',
    auth: 'required',
    limit: 'read',
    params,
    output: noteSchema,
    status: 200,
    summary: 'My private note about a person.',
  },
  'notes.set': {
    method: 'put',
    path: '/notes/:personId',
    auth: 'required',
    limit: 'write',
    params,
    body: setNoteSchema,
    output: noteSchema,
    status: 200,
    summary: 'Replaces my private note about a person; an empty text deletes it.',
  },
} satisfies RouteTable;
