/**
 * What happens to the data about a person who is deleted: with the account, or with the membership of an organisation. Each
 * model declares it for every field that names a person, holds an e-mail address, or holds what somebody typed:
 *
 *     personal: {
 *       ownerId: person.deletesDocument,
 *       title: withDocument,
 *       closedById: person.becomes(null),
 *       'seats.personId': person.leaves,
 *       bannedWords: kept('They belong to the community.', 'until the community is closed'),
 *     }
 *
 * `accounts/erasure.ts` deletes and replaces what is declared here, after the features have done what needs more than one
 * write. `test/database/personal-fields.test.ts` fails for a field without a declaration.
 */

/** The id of a person in the document's tenant, the id of an account, or an e-mail address. */
export type Identity = 'person' | 'account' | 'email';

/** Documents that stay although the field is `deletesDocument`. */
interface Exception {
  /** Matches these documents, and no others. */
  filter: Record<string, unknown>;
  why: string;
  howLong: string;
}

export type PersonalField =
  /** The document is deleted. */
  | { fate: 'deleted'; names: Identity; byFeature: boolean; except?: Exception }
  /** The field names nobody any longer. `update` is null if the feature does it, because it takes more than one write. */
  | { fate: 'anonymised'; names: Identity; how: string; update: ((id: string, path: string) => object) | null }
  /** The field stays. `names` is null for what a person typed. */
  | { fate: 'kept'; names: Identity | null; why: string; howLong: string }
  /** Goes with the document or with the field that names the person. */
  | { fate: 'goesAlong' }
  /** Neither names a person nor was typed by one. */
  | { fate: 'impersonal' };

/** By path, such as `seats.personId`. A path includes the paths below it. */
export type PersonalFields<TDoc> = { readonly [path in keyof TDoc & string]?: PersonalField } & {
  readonly [path in `${keyof TDoc & string}.${string}`]?: PersonalField;
};

/** Stands where a person is named who was deleted, in fields that must name somebody. Clients show "Deleted user". */
export const DELETED_PERSON_ID = 'deleted';

function fieldsNaming(names: Identity) {
  return {
    deletesDocument: { fate: 'deleted', names, byFeature: false },
    /** The feature deletes the document, last of all: an interrupted deletion is found by it. */
    deletesDocumentLast: { fate: 'deleted', names, byFeature: true },
    deletesDocumentExcept: (except: Exception): PersonalField => ({ fate: 'deleted', names, byFeature: false, except }),
    /** The field gets this value; `also` sets others with it. */
    becomes: (value: string | null, also: Record<string, unknown> = {}): PersonalField => {
      const emptied = Object.keys(also).map((path) => `; \`${path}\` is emptied`);
      const how = `${value === null ? 'the id is removed' : `the id becomes \`${value}\``}${emptied.join('')}`;
      return { fate: 'anonymised', names, how, update: (_id, path) => ({ $set: { [path]: value, ...also } }) };
    },
    /** The entry of the list is removed: of `goingIds`, the id; of `seats.personId`, the entry of `seats`. */
    leaves: {
      fate: 'anonymised',
      names,
      how: 'the entry of the person is removed',
      update: (id, path) => {
        const [list = path, field] = path.split('.');
        return { $pull: { [list]: field === undefined ? id : { [field]: id } } };
      },
    },
    /** This update names nobody any longer, in the field and in those that go along with it. */
    changes: (how: string, update: (id: string) => object): PersonalField => ({
      fate: 'anonymised',
      names,
      how,
      update,
    }),
    /** The feature does it, as `how` says. */
    isReplaced: (how: string): PersonalField => ({ fate: 'anonymised', names, how, update: null }),
    isKept: (why: string, howLong: string): PersonalField => ({ fate: 'kept', names, why, howLong }),
  } satisfies Record<string, PersonalField | ((...args: never[]) => PersonalField)>;
}

export const person = fieldsNaming('person');
export const account = fieldsNaming('account');
export const email = fieldsNaming('email');

export const withDocument: PersonalField = { fate: 'goesAlong' };
export const impersonal: PersonalField = { fate: 'impersonal' };

export function kept(why: string, howLong: string): PersonalField {
  return { fate: 'kept', names: null, why, howLong };
}

/** What members typed for a community, such as its name. */
export const ofCommunity = kept('It belongs to the community.', 'until the community is closed');
/** What owners typed for an organisation. */
export const ofTenant = kept('It belongs to the organisation.', 'until the organisation is deleted');
