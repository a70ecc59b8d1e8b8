/** Private notes about people, for example what the author talked about with them. */

import { connectModels } from '../database/models.ts';
import type { RouteHandlers } from '../http/route-handlers.ts';
import { defineFeature } from '../kernel/feature.ts';
import type { Kernel } from '../kernel/kernel.ts';
import type { ProfileService } from '../profiles/index.ts';
import { noteModel } from './note-model.ts';
import { NoteService } from './note-service.ts';

const models = { notes: noteModel };

export interface NotesDeps {
  kernel: Kernel;
  profiles: ProfileService;
}

export function createNotes({ kernel, profiles }: NotesDeps) {
  const { notes: noteDocs } = connectModels(kernel.connection, models);
  const notes = new NoteService({ notes: noteDocs, profiles, clock: kernel.clock });
  const routes: RouteHandlers<'notes.get' | 'notes.set'> = {
    'notes.get': ({ actor, params }) => notes.get(actor, params.personId),
    'notes.set': ({ actor, params, body }) => notes.set(actor, params.personId, body.text),
  };

  return defineFeature({
    name: 'notes',
    service: { notes },
    models,
    routes,
  });
}
