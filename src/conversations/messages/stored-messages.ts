/** Finds which messages of a batch are already stored, after an insert that was rejected or whose outcome is unknown. */
import type { Model } from 'mongoose';
import { driverCollection, trusted } from '../../database/models.ts';
import type { MessageDoc } from './message-model.ts';

interface Sent {
  tenantId: string;
  conversationId: string;
  senderId: string;
  clientMessageId: string;
}

/** Each sender is one branch of the query and of its plan. */
const SENDERS_PER_QUERY = 100;

/** Stored messages by the key `conversationId senderId clientMessageId`. */
export async function findStored(messages: Model<MessageDoc>, sent: readonly Sent[]): Promise<Map<string, MessageDoc>> {
  const branches = [...bySender(sent).values()];
  const stored = new Map<string, MessageDoc>();
  for (let start = 0; start < branches.length; start += SENDERS_PER_QUERY) {
    // One query at a time: this runs when the database has just come back and is busy with everything else.
    const docs = await messages.find({ $or: branches.slice(start, start + SENDERS_PER_QUERY) }).lean<MessageDoc[]>();
    for (const doc of docs) stored.set(`${doc.conversationId} ${doc.senderId} ${doc.clientMessageId}`, doc);
  }
  return stored;
}

/** Resolves when all earlier writes are durable: an update that matches nothing still waits for the journal. */
export async function barrier(messages: Model<MessageDoc>): Promise<void> {
  await driverCollection(messages).updateOne({ _id: 'none', tenantId: 'none' }, { $set: { text: '' } });
}

function bySender(sent: readonly Sent[]): Map<string, object> {
  const clientIds = new Map<string, { sender: Omit<Sent, 'clientMessageId'>; ids: string[] }>();
  for (const { tenantId, conversationId, senderId, clientMessageId } of sent) {
    const key = `${conversationId} ${senderId}`;
    const known = clientIds.get(key);
    if (known) known.ids.push(clientMessageId);
    else clientIds.set(key, { sender: { tenantId, conversationId, senderId }, ids: [clientMessageId] });
  }
  return new Map(
    [...clientIds].map(([key, { sender, ids }]) => [key, { ...sender, clientMessageId: trusted({ $in: ids }) }]),
  );
}
