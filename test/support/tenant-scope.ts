/**
 * Finds queries of the product that do not name a tenant, and so could read or change documents of another one. Every test
 * app is watched, and fails when it is closed if there was one. The queries of the tests themselves are not watched.
 */
import type { Connection, Schema } from 'mongoose';

/** The queries that may span tenants: collection, method and the fields of the filter. Each has a reason. */
const ACROSS_TENANTS: Readonly<Record<string, string>> = {
  'accounts.find deletedAt': 'the start finishes all interrupted deletions of accounts',
  'auditMarks.distinct ': 'old entries of all organisations are removed',
  'calendarLinks.findOne tokenHash': 'the token of a link identifies its person',
  'dataExportParts.deleteMany accountId': 'a deleted account goes from all tenants',
  'dataExports.deleteMany _id': 'the same',
  'heldRoles.deleteMany accountId': 'a deleted account goes from all tenants',
  'heldRoles.updateMany approvedById': 'the same',
  'instantTalkWaits.find personId':
    'the people without a connection are known by their ids, which are unique on the server',
  'emailCodes.deleteMany email': 'a deleted address goes from all tenants',
  'jobs.countDocuments retryAt': 'operators see how many jobs of the server have failed',
  'jobs.estimatedDocumentCount ': 'the same',
  'jobs.findOne dueAt retryAt': 'the same',
  'jobs.findOneAndUpdate $expr dueAt kind retryAt': 'every process runs the due jobs of all tenants',
  'jobs.updateOne _id': 'the key of a job is unique on the server',
  'jobs.bulkWrite _id': 'the same',
  'jobs.deleteMany _id': 'the same',
  'keys.findOne _id state': 'the text of a key identifies its organisation',
  'messages.find ': 'the start looks for the messages that were stored just before a crash, in all tenants',
  'operatorGroups.updateMany accountIds': 'a deleted account goes from all tenants',
  'passkeyChallenges.deleteMany accountId': 'a deleted account goes from all tenants',
  'passwordResets.deleteMany email': 'a deleted address goes from all tenants',
  'pictures.findOne _id': 'pages load pictures without a token, by ids that nobody can guess',
  'profiles.find _id handleKey': 'the start completes the profiles of an older version, of all tenants',
  'profiles.find _id searchText': 'the same',
  'profiles.bulkWrite _id handle handleKey': 'the same',
  'profiles.bulkWrite _id displayName handle searchText': 'the same',
  'pushDevices.countDocuments keyId': 'the key of the server signs push messages to people of all tenants',
  'pushDevices.deleteMany keyId': 'the same',
  'pushDevices.deleteMany endpointHash personId': 'a browser has one person at a time, in whichever tenant',
  'pushDevices.deleteMany personId sessionId': 'the ids of sessions are unique on the server',
  'reports.countDocuments decidedAt': 'operators read the reports of all organisations',
  'reports.find $and': 'the same',
  'reports.find decidedAt': 'the same',
  'reports.findOne decidedAt': 'the same',
  'reports.findOneAndUpdate _id authorId': 'the same',
  'reports.updateMany decision.byId': 'a deleted account goes from all tenants',
  'rooms.find _id': 'a media node carries the rooms of all tenants',
  'rooms.find _id circle emptySince state': 'the same',
  'rooms.updateOne _id nodeId state': 'the same',
  'rooms.updateMany _id emptySince nodeId state': 'the same',
  'suspensions.updateMany byId': 'a deleted account goes from all tenants',
  'secondFactors.deleteMany _id': 'a deleted account goes from all tenants',
  'signInChallenges.deleteMany accountId': 'the same',
  'sessions.find endedAt': 'the access tokens of all ended sessions are refused',
  'signOnConnections.find domains isActive': 'the domain of an address leads to its organisations',
  'signOnIdentities.updateMany accountId': 'a deleted account goes from all tenants',
  'signOnLinks.deleteMany accountId': 'the same',
  'openIdentities.deleteMany accountId': 'the same',
  'openChallenges.deleteMany email': 'the address of a deleted account goes from all tenants',
  'openChallenges.deleteMany accountId': 'the same',
  'signOnLinks.findOne _id attemptsLeft expiresAt': 'the token of a challenge identifies its organisation',
  'signOnLinks.findOneAndUpdate _id attemptsLeft expiresAt': 'the same',
  'tenantInvitations.deleteMany email': 'a deleted address goes from all tenants',
  'tenantInvitations.findOne $expr expiresAt tokenHash': 'the token of an invitation identifies its organisation',
  'tenantMemberships.find accountId': 'an account has one person in each of its tenants',
  'tenantMemberships.find accountId removedAt': 'the same',
  'tenantMemberships.find removedAt': 'the start finishes all interrupted removals of members',
};

/** Watches the queries of this connection. Returns a function that lists the ones without a tenant, each once. */
export function watchQueries(connection: Connection): () => string[] {
  const found = new Set<string>();
  const schemas = new Map<string, Schema>();
  const schemaOf = (name: string) => {
    // The models are created after this is called.
    if (!schemas.has(name))
      for (const { collection, schema } of Object.values(connection.models)) schemas.set(collection.name, schema);
    return schemas.get(name);
  };
  connection.on('operation-start', ({ collectionName, method, params }: Operation) => {
    const schema = schemaOf(collectionName);
    if (!schema?.path('tenantId')) return;
    for (const filter of filtersOf(method, params)) {
      const fields = Object.keys(filter).toSorted();
      // Without the condition of `AuditTrail.deleteMany`.
      const named = fields.filter((name) => name !== 'pendingAudit.0');
      const query = `${collectionName}.${method} ${named.join(' ')}`;
      if (namesTenant(filter) || query in ACROSS_TENANTS) continue;
      // The entries of the audit log have ids that are unique on the server, and a sweep moves those of all tenants.
      if (fields.includes('pendingAudit.id')) continue;
      if (method === 'deleteMany' && named.length === 1 && isExpiry(schema, named[0])) continue;
      found.add(query);
    }
  });
  return () => [...found];
}

type Filter = Readonly<Record<string, unknown>>;

interface Operation {
  collectionName: string;
  method: string;
  params: readonly unknown[];
}

/** The filters and new documents of an operation. Empty for other operations, such as those of indexes. */
function filtersOf(method: string, [first, second]: readonly unknown[]): Filter[] {
  switch (method) {
    case 'find':
    case 'findOne':
    case 'findOneAndUpdate':
    case 'findOneAndReplace':
    case 'findOneAndDelete':
    case 'countDocuments':
    case 'updateOne':
    case 'updateMany':
    case 'replaceOne':
    case 'deleteOne':
    case 'deleteMany':
    case 'insertOne':
      return [asFilter(first)];
    case 'estimatedDocumentCount':
      return [{}];
    case 'insertMany':
      return (first as unknown[]).map(asFilter);
    case 'distinct':
      return [asFilter(second)];
    case 'aggregate':
      return [asFilter(asFilter((first as unknown[])[0]).$match)];
    case 'bulkWrite':
      return (first as object[])
        .flatMap((write) => Object.values(write))
        .map((write) => asFilter(write.filter ?? write.document));
    default:
      return [];
  }
}

/** Whether documents expire by this field. Expired ones are removed from all tenants together. */
function isExpiry(schema: Schema, field: string | undefined): boolean {
  return schema.indexes().some(([fields, options]) => {
    return options?.expireAfterSeconds !== undefined && Object.keys(fields)[0] === field;
  });
}

function asFilter(value: unknown): Filter {
  return typeof value === 'object' && value !== null ? (value as Filter) : {};
}

/** Whether only documents of certain tenants can match. */
function namesTenant({ tenantId, $and, $or }: Filter): boolean {
  const { $in, $eq = tenantId } = asFilter(tenantId);
  if (typeof $eq === 'string' || Array.isArray($in)) return true;
  const [all, some] = [$and, $or].map((part) => (Array.isArray(part) ? part.map(asFilter) : []));
  return Boolean(all?.some(namesTenant) || (some?.length && some.every(namesTenant)));
}
