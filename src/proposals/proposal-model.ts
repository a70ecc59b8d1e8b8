/** Stored proposals and appointments. */
import { Schema } from 'mongoose';
import { exportedAs } from '../database/exported-fields.ts';
import { idField, newId } from '../database/ids.ts';
import { defineModel, trusted } from '../database/models.ts';
import { impersonal, person, withDocument } from '../database/personal-fields.ts';
import type { AppointmentMinutes, Proposal } from '../protocol/proposals.ts';

export interface ProposalDoc {
  _id: string;
  tenantId: string;
  matchId: string;
  conversationId: string;
  /** Both people of the match. */
  personIds: string[];
  proposerId: string;
  startsAt: Date;
  endsAt: Date;
  minutes: AppointmentMinutes;
  state: Proposal['state'];
  revision: number;
  /** `tenant:match` while the state is `proposed` or `accepted`; unique, so that a match has one open proposal at a time. */
  openPlace?: string;
  /**
   * `tenant:person:quarter` for each quarter of an hour and each of the two while the state is `accepted`; unique, so that
   * nobody has two appointments at the same time.
   */
  promised?: string[];
  roomId: string | null;
  createdAt: Date;
  changedAt: Date;
}

const schema = new Schema<ProposalDoc>({
  _id: idField,
  tenantId: { type: String, required: true },
  matchId: { type: String, required: true },
  conversationId: { type: String, required: true },
  personIds: { type: [String], required: true },
  proposerId: { type: String, required: true },
  startsAt: { type: Date, required: true },
  endsAt: { type: Date, required: true },
  minutes: { type: Number, required: true },
  state: { type: String, required: true },
  revision: { type: Number, required: true },
  openPlace: { type: String },
  // Missing instead of empty while nothing is reserved: an empty list would be indexed as a value that must be unique.
  promised: { type: [String], default: undefined },
  roomId: { type: String, default: null },
  createdAt: { type: Date, required: true },
  changedAt: { type: Date, required: true },
});
schema.index({ openPlace: 1 }, { unique: true, sparse: true });
schema.index({ promised: 1 }, { unique: true, sparse: true });
schema.index({ tenantId: 1, personIds: 1, state: 1, endsAt: 1 });

const tenantId = 'public';
const personId = newId();

export const proposalModel = defineModel<ProposalDoc>({
  name: 'Proposal',
  collection: 'proposals',
  schema,
  personal: {
    personIds: person.deletesDocument,
    proposerId: withDocument,
    promised: withDocument,
    openPlace: impersonal,
  },
  exported: exportedAs({
    file: 'appointments',
    by: ['personIds'],
    copied: ['matchId', 'conversationId', 'startsAt', 'endsAt', 'minutes', 'state', 'createdAt', 'changedAt'],
    people: { people: 'personIds', proposedBy: 'proposerId' },
    without: ['promised'],
  }),
  hotQueries: [
    { name: 'a proposal of mine', filter: { _id: newId(), tenantId, personIds: personId } },
    { name: 'the open proposal of a match', filter: { tenantId, openPlace: `${tenantId}:${newId()}` } },
    {
      name: 'appointments of a person',
      filter: { tenantId, personIds: personId, state: 'accepted', endsAt: trusted({ $gt: new Date(0) }) },
    },
    {
      name: 'coming proposals and appointments of a person',
      filter: {
        tenantId,
        personIds: personId,
        state: trusted({ $in: ['proposed', 'accepted'] }),
        endsAt: trusted({ $gt: new Date(0) }),
      },
      sort: { endsAt: 1 },
      limit: 60,
    },
    { name: 'all proposals of a person', filter: { tenantId, personIds: personId } },
  ],
});
