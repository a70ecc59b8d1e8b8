/** Faults in the search for topics and people. */
import type { Fault } from '../fault.ts';

const WORDS = ['test/topics/topic-rules.test.ts'];
const PEOPLE = ['test/profiles/people-search.test.ts'];
const CHANGED = ['test/client-sdk/changed-person.test.ts'];

export const search: readonly Fault[] = [
  {
    name: 'a # before a word is searched too',
    file: 'src/kernel/search/text-search.ts',
    find: "const characters = [...word.replace(/^#+/, '')];",
    replace: 'const characters = [...word];',
    tests: WORDS,
    title: 'finds tags as they are shown',
  },
  {
    name: 'a # inside a name is removed',
    file: 'src/kernel/search/text-search.ts',
    find: 'word.replace(/^#+/,',
    replace: 'word.replace(/#+/,',
    tests: WORDS,
    title: 'keeps a # that is part of a name',
  },
  {
    name: 'a part of a word counts as a name',
    file: 'src/kernel/search/other-names.ts',
    find: 'names.filter((name) => containsComparable(text, name))',
    replace: 'names.filter((name) => text.includes(name))',
    tests: WORDS,
    title: 'finds no other names of a word that only contains a name',
  },
  {
    name: 'names with a hyphen have no other names',
    file: 'src/kernel/search/words.ts',
    find: "return normalised.replaceAll('-', ' ').trim();",
    replace: 'return normalised.trim();',
    tests: WORDS,
    title: 'by its other names',
  },
  {
    name: 'the search finds people in a block with the reader',
    file: 'src/profiles/profile-service.ts',
    find: '...searchFilter(search), _id: trusted({ $nin: [...without] })',
    replace: '...searchFilter(search)',
    tests: PEOPLE,
    title: 'are not found by those with whom they are in a block, in both directions',
  },
  {
    name: 'people are found by their former names',
    file: 'src/profiles/profile-service.ts',
    find: 'if (change.displayName !== undefined || change.handle !== undefined) await this.#storeNames(changed);',
    replace: '',
    tests: PEOPLE,
    title: 'are found by their new names only, after simultaneous changes',
  },
  {
    name: 'a blocked person learns the new name',
    file: 'src/profiles/index.ts',
    find: 'isFor: hiddenFromIds.length > 0 ?',
    replace: 'isFor: hiddenFromIds.length > 1 ?',
    tests: CHANGED,
    title: 'is not announced to people in a block with them, nor if what others see stays the same',
  },
  {
    name: 'an open conversation keeps the old name',
    file: 'client-sdk/conversation.ts',
    find: 'if (info !== this.snapshot.info) this.update({ info });',
    replace: '',
    tests: CHANGED,
    title: 'has the new name in an open conversation and in the list of conversations',
  },
  {
    name: 'a second filter undoes the first',
    file: 'web/app/use-address-filters.ts',
    find: 'latest.current.search = next;',
    replace: '',
    tests: ['test/e2e/search.test.ts'],
    title: 'keeps all of several filters that change within one turn',
  },
];
