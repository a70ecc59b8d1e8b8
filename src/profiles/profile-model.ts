/** Stored profiles. The id of a profile is the id of its person. */
import { Schema } from 'mongoose';
import { exportedAs } from '../database/exported-fields.ts';
import { newId } from '../database/ids.ts';
import { defineModel, trusted } from '../database/models.ts';
import { person, withDocument } from '../database/personal-fields.ts';
import { lookalikeKey } from '../kernel/lookalike.ts';
import { type SearchFields, searchFieldsOf } from '../kernel/search/text-search.ts';
import type { Language } from '../protocol/common.ts';
import type { FreeHour } from '../protocol/free-hours.ts';

export interface ProfileDoc {
  _id: string;
  tenantId: string;
  handle: string;
  /** Look-alike handles have the same key. Missing in profiles of an older version if another one had the key first. */
  handleKey?: string;
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
  /** Whether visitors see the person's public topics, and name. Missing until the person has chosen, which means no. */
  showsTopicsToVisitors?: boolean;
  showsNameToVisitors?: boolean;
  createdAt: Date;
  /** Search fields, made from name and handle. */
  grams: string[];
  searchText: string;
}

const profileSchema = new Schema<ProfileDoc>({
  _id: { type: String, required: true },
  tenantId: { type: String, required: true },
  handle: { type: String, required: true },
  handleKey: String,
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
  showsTopicsToVisitors: Boolean,
  showsNameToVisitors: Boolean,
  createdAt: { type: Date, required: true },
  grams: { type: [String], default: [] },
  searchText: { type: String, default: '' },
});
/** The service needs the name to distinguish a taken handle from a profile that already exists. */
export const HANDLE_INDEX = 'tenantId_1_handle_1';
profileSchema.index({ tenantId: 1, handle: 1 }, { unique: true, name: HANDLE_INDEX });
export const HANDLE_KEY_INDEX = 'tenantId_1_handleKey_1';
profileSchema.index(
  { tenantId: 1, handleKey: 1 },
  { unique: true, name: HANDLE_KEY_INDEX, partialFilterExpression: { handleKey: { $type: 'string' } } },
);
profileSchema.index({ tenantId: 1, grams: 1, createdAt: -1, _id: -1 });
profileSchema.index({ tenantId: 1, showsNameToVisitors: 1, createdAt: -1, _id: -1 });

/** The search fields of a profile. */
export function namesToSearch({ handle, displayName }: Pick<ProfileDoc, 'handle' | 'displayName'>): SearchFields {
  return searchFieldsOf({ title: `${displayName}\n${handle}` });
}

const tenantId = 'public';

export const profileModel = defineModel<ProfileDoc>({
  name: 'Profile',
  collection: 'profiles',
  schema: profileSchema,
  personal: {
    _id: person.deletesDocument,
    handle: withDocument,
    handleKey: withDocument,
    displayName: withDocument,
    bio: withDocument,
    canTeach: withDocument,
    wantsToLearn: withDocument,
    tags: withDocument,
    languages: withDocument,
    links: withDocument,
    grams: withDocument,
    searchText: withDocument,
  },
  exported: exportedAs({
    file: 'profile',
    by: ['_id'],
    copied: [
      'handle',
      'displayName',
      'bio',
      'canTeach',
      'wantsToLearn',
      'tags',
      'languages',
      'timeZone',
      'freeHours',
      'links',
      'avatarId',
      'showsTopicsToVisitors',
      'showsNameToVisitors',
      'createdAt',
    ],
    without: ['handleKey', 'grams', 'searchText'],
  }),
  hotQueries: [
    { name: 'profile by handle', filter: { tenantId, handle: 'someone' } },
    {
      name: 'profiles by name, newest first',
      filter: { tenantId, grams: trusted({ $all: ['さく', 'くら'] }), _id: trusted({ $nin: [newId()] }) },
      sort: { createdAt: -1, _id: -1 },
      limit: 21,
    },
    {
      name: 'people whose name visitors see, newest first',
      filter: { tenantId, showsNameToVisitors: true },
      sort: { createdAt: -1, _id: -1 },
      limit: 100,
    },
    { name: 'profiles of a page of people', filter: { _id: { $in: [newId(), newId()] }, tenantId } },
  ],
  backfills: [
    { field: 'handleKey', madeFrom: ['handle'], make: ({ handle }) => ({ handleKey: lookalikeKey(handle) }) },
    { field: 'searchText', madeFrom: ['handle', 'displayName'], make: namesToSearch },
  ],
});
