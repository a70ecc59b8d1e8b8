/**
 * What a person who asks for their data gets of each model. `defineModel` does not compile without it:
 *
 *     exported: exportedAs({
 *       file: 'meals',
 *       by: ['hostId', 'seats.personId'],
 *       copied: ['title', 'startsAt'],
 *       people: { host: 'hostId' },
 *       made: { seat: { from: ['seats'], as: ({ seats }, me) => seats.find(({ personId }) => personId === me) ?? null } },
 *       without: ['revision'],
 *     }),
 *
 * Only fields that are listed here leave the database. `test/database/exported-fields.test.ts` fails for a field that is declared
 * in `personal` and is neither exported nor in `without`. `src/exports` reads the declarations and writes the archive.
 */

export interface ExportedFile<TDoc> {
  in: 'file';
  /** The name of the file, without `.json`. Unique. */
  file: string;
  /** Whom `by` names. Of an account: the file is at the top of the archive, otherwise in the folder of its organisation. */
  of: 'person' | 'account';
  /** The document is the person's if one of these fields names the person. */
  by: readonly string[];
  /** Fields that are exported as they are. Times become ISO 8601; `_id` is always exported, as `id`. */
  copied: readonly (keyof TDoc & string)[];
  /** Fields with the id of a person, or several: exported with the names that the person sees in the app. */
  people: Readonly<Record<string, keyof TDoc & string>>;
  /** Fields with the id of a community: exported with its name, if the person is a member. */
  communities: Readonly<Record<string, keyof TDoc & string>>;
  /** Fields that are made from others. `me` is the id of the person. */
  made: Readonly<Record<string, Made<TDoc>>>;
  /** Personal fields that are left out: secrets, search fields, words of others, or what only helps the program. */
  without: readonly (keyof TDoc & string)[];
  /** If one of these fields names somebody in a block with the person, in either direction, the document is left out. */
  unlessApart: readonly (keyof TDoc & string)[];
  /** Names of people in a block with the person are exported too: the list of blocked people. */
  namesApart: boolean;
  /** If the document matches this filter, it is left out. */
  except: Readonly<Record<string, unknown>> | null;
  /** It is stored in the chain of the server or of an organisation: both are searched. */
  isInChains: boolean;
}

interface Made<TDoc> {
  from: readonly (keyof TDoc & string)[];
  /** A method, so that models of different documents can be in one list. */
  as(doc: TDoc, me: string): unknown;
}

type ExportedElsewhere =
  /** A feature writes it, together with other models. */
  { in: 'feature'; file: string } | { in: 'nothing'; why: string };

// biome-ignore lint/suspicious/noExplicitAny: the list of all models has declarations for documents of many types.
export type Exported<TDoc = any> = ExportedFile<TDoc> | ExportedElsewhere;

type Optional = 'of' | 'people' | 'communities' | 'made' | 'without' | 'unlessApart' | 'namesApart' | 'except';
type Declaration<TDoc> = Pick<ExportedFile<TDoc>, 'file' | 'by' | 'copied'> &
  Partial<Pick<ExportedFile<TDoc>, Optional | 'isInChains'>>;

export function exportedAs<TDoc>(declaration: Declaration<TDoc>): Exported<TDoc> {
  return {
    in: 'file',
    of: 'person',
    people: {},
    communities: {},
    made: {},
    without: [],
    unlessApart: [],
    namesApart: false,
    except: null,
    isInChains: false,
    ...declaration,
  };
}

/** `file` is the place in the archive. */
export function exportedByFeature(file: string): ExportedElsewhere {
  return { in: 'feature', file };
}

export function notExported(why: string): ExportedElsewhere {
  return { in: 'nothing', why };
}

/** A collection that names nobody and in which nobody types. */
export const namesNobody = notExported('It names nobody.');
