/** Announcements of communities as they are stored. */
import { Schema } from 'mongoose';
import { idField, newId } from '../database/ids.ts';
import { defineModel, trusted } from '../database/models.ts';

export interface AnnouncementDoc {
  _id: string;
  tenantId: string;
  communityId: string;
  authorId: string;
  title: string;
  text: string;
  createdAt: Date;
}

const schema = new Schema<AnnouncementDoc>({
  _id: idField,
  tenantId: { type: String, required: true },
  communityId: { type: String, required: true },
  authorId: { type: String, required: true },
  title: { type: String, required: true },
  text: { type: String, default: '' },
  createdAt: { type: Date, required: true },
});
schema.index({ tenantId: 1, communityId: 1, createdAt: -1, _id: -1 });

export const announcementModel = defineModel<AnnouncementDoc>({
  name: 'CommunityAnnouncement',
  collection: 'communityAnnouncements',
  schema,
  hotQueries: [
    {
      name: 'announcements of a community',
      filter: { tenantId: 'public', communityId: newId(), authorId: trusted({ $nin: [newId()] }) },
      sort: { createdAt: -1, _id: -1 },
      limit: 26,
    },
  ],
});
