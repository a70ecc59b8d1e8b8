/** Stored profiles. The id of a profile is the id of its person. */
import { Schema } from 'mongoose';
import { newId } from '../database/ids.ts';
import { defineModel } from '../database/models.ts';
import type { Language } from '../protocol/common.ts';
import type { FreeHour } from '../protocol/free-hours.ts';

export interface ProfileDoc {
  _id: string;
  tenantId: string;
  handle: string;
  displayName: string;
  bio: string;
  canTeach: string[];
  wantsToLearn: string[];
  tags: string[];
  languages: Language[];
  timeZone: string;
  /** Missing in profiles that were stored before free hours existed. */
  freeHours?: FreeHour[];
  links: string[];
  avatarId: string | null;
  createdAt: Date;
}

const profileSchema = new Schema<ProfileDoc>({
  _id: { type: String, required: true },
  tenantId: { type: String, required: true },
  handle: { type: String, required: true },
  displayName: { type: String, required: true },
  bio: { type: String, default: '' },
  canTeach: { type: [String], default: [] },
  wantsToLearn: { type: [String], default: [] },
  tags: { type: [String], default: [] },
  languages: { type: [String], default: [] },
  timeZone: { type: String, required: true },
  freeHours: {
    type: [new Schema<FreeHour>({ weekday: Number, startMinute: Number, minutes: Number }, { _id: false })],
    default: [],
  },
  links: { type: [String], default: [] },
  avatarId: { type: String, default: null },
  createdAt: { type: Date, required: true },
});
/** The service needs the name to distinguish a taken handle from a profile that already exists. */
export const HANDLE_INDEX = 'tenantId_1_handle_1';
profileSchema.index({ tenantId: 1, handle: 1 }, { unique: true, name: HANDLE_INDEX });

const tenantId = 'public';

export const profileModel = defineModel<ProfileDoc>({
  name: 'Profile',
  collection: 'profiles',
  schema: profileSchema,
  hotQueries: [
    { name: 'profile by handle', filter: { tenantId, handle: 'someone' } },
    { name: 'profiles of a page of people', filter: { _id: { $in: [newId(), newId()] }, tenantId } },
  ],
});
