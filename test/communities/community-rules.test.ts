/** Tests the pure functions of communities: roles, joining and banned words. */
import { expect } from 'chai';
import fc from 'fast-check';
import { WordFilter } from '../../src/communities/channels/word-filter.ts';
import { can, canSetRole, type Holder, joinOutcome, outranks, permissionsOf } from '../../src/communities/rules.ts';
import { normaliseText } from '../../src/kernel/search/words.ts';
import {
  type CommunityPermission,
  type CommunityRole,
  communityPermissionSchema,
  communityRoleSchema,
  communityRoles,
} from '../../src/protocol/index.ts';

describe('the roles of a community', () => {
  it('include the permissions of the role below, and owners have all permissions', () => {
    expect(communityRoles.owner).to.have.members(communityPermissionSchema.options);
    expect(communityRoles.owner).to.include.members([...communityRoles.moderator]);
    expect(communityRoles.member).to.deep.equal([]);
    expect(can(null, 'community:moderate')).to.equal(false);
  });

  it('let only owners set the visibility and roles, hand over and close', () => {
    const onlyOwners = communityRoles.owner.filter((permission) => !can(holder('moderator'), permission));

    const names = ['set_visibility', 'set_roles', 'hand_over', 'close'].map((name) => `community:${name}`);
    expect(onlyOwners).to.have.members(names);
  });

  it('never outrank the same or a higher role', () => {
    for (const role of communityRoleSchema.options) {
      expect(outranks(holder(role), holder(role)), role).to.equal(false);
      expect(outranks(holder(role), holder(null)), role).to.equal(true);
      expect(outranks(holder(role), holder('owner')), role).to.equal(false);
    }
    expect(outranks(holder('owner'), holder('moderator'))).to.equal(true);
    expect(outranks(holder('moderator'), holder('member'))).to.equal(true);
  });

  it('are joined by what groups give, but not for people who are no members', () => {
    const muting = holder('member', 'community:mute');

    expect(can(muting, 'community:mute') && !can(muting, 'community:ban')).to.equal(true);
    expect(outranks(muting, holder('member')) && !outranks(muting, holder('moderator'))).to.equal(true);
    expect(outranks(holder('moderator'), muting)).to.equal(false);
    expect(can(holder(null, 'community:mute'), 'community:mute')).to.equal(false);
  });

  it('are set only by people who hold what both roles give', () => {
    const setter = holder('member', 'community:set_roles');

    expect(canSetRole(holder('owner'), 'member', 'owner')).to.equal(true);
    expect(canSetRole(setter, 'member', 'owner') || canSetRole(setter, 'owner', 'member')).to.equal(false);
    expect(canSetRole(setter, 'member', 'moderator')).to.equal(false);
  });

  function holder(role: CommunityRole | null, ...granted: CommunityPermission[]): Holder {
    return { role, permissions: permissionsOf(role, new Set(granted)) };
  }
});

describe('joining a community', () => {
  const attempt = { joining: 'open', visibility: 'public', standing: 'none', isBanned: false } as const;

  it('depends on the `joining` setting', () => {
    expect(joinOutcome(attempt)).to.equal('member');
    expect(joinOutcome({ ...attempt, joining: 'approval' })).to.equal('requested');
    expect(joinOutcome({ ...attempt, joining: 'invitation' })).to.equal('invitation_needed');
  });

  it('needs no approval for a person who was invited by name, whatever the settings are', () => {
    for (const joining of ['open', 'approval', 'invitation'] as const) {
      expect(joinOutcome({ ...attempt, joining, visibility: 'private', standing: 'invited' })).to.equal('member');
    }
  });

  it('is impossible for people who were not invited to a private community, banned or not', () => {
    for (const joining of ['open', 'approval', 'invitation'] as const) {
      for (const isBanned of [true, false]) {
        expect(joinOutcome({ ...attempt, joining, isBanned, visibility: 'private' })).to.equal('hidden');
      }
    }
  });

  it('is refused to banned people, even if they were invited', () => {
    expect(joinOutcome({ ...attempt, isBanned: true })).to.equal('banned');
    expect(joinOutcome({ ...attempt, isBanned: true, standing: 'invited' })).to.equal('banned');
  });

  it('changes nothing for a member', () => {
    for (const standing of ['member', 'moderator'] as const) {
      expect(joinOutcome({ ...attempt, standing, joining: 'invitation', visibility: 'private' })).to.equal('member');
    }
  });
});

describe('banned words', () => {
  it('are found in every spelling: upper or lower case, full or half width, hiragana or katakana', () => {
    const filter = new WordFilter(['バカ', 'Spam', '株']);

    expect(filter.matches('ばかなことを')).to.equal(true);
    expect(filter.matches('ﾊﾞｶ')).to.equal(true);
    expect(filter.matches('ＳＰＡＭ!')).to.equal(true);
    expect(filter.matches('s\u200bpam')).to.equal(true);
    expect(filter.matches('いい株あります')).to.equal(true);
    expect(filter.matches('静かな夜')).to.equal(false);
  });

  it('made of letters are found only as whole words', () => {
    const filter = new WordFilter(['ass', 'c++']);

    expect(filter.matches('first class')).to.equal(false);
    expect(filter.matches('you ass.')).to.equal(true);
    expect(filter.matches('assを')).to.equal(true);
    expect(filter.matches('I write c++ at night')).to.equal(true);
  });

  it('of characters that each stand for a sentence are no words, because a search for them takes long', () => {
    const sentence = '\ufdfa';

    expect(new WordFilter([sentence.repeat(40), 'spam']).matches(`${sentence.repeat(100)} spam`)).to.equal(true);
    expect(new WordFilter([sentence.repeat(40)]).matches(sentence.repeat(100))).to.equal(false);
    expect(new WordFilter([sentence]).matches(sentence.repeat(100))).to.equal(true);
  });

  it('are found when they are part of other banned words', () => {
    expect(new WordFilter(['なべ', 'おでんなべ奉行']).matches('おでんなべ')).to.equal(true);
    expect(new WordFilter(['abcd', 'bc']).matches('x bc y')).to.equal(true);
    expect(new WordFilter([]).matches('anything')).to.equal(false);
  });

  it('are found exactly where a naive search for whole words finds them', () => {
    const word = fc.string({
      unit: fc.constantFrom('a', 'b', 'é', '1', 'あ', '+', ' ', 'Ⅲ'),
      minLength: 1,
      maxLength: 5,
    });
    const text = fc.string({ unit: fc.constantFrom('a', 'b', 'é', '1', 'あ', '+', ' ', 'Ⅲ', '-'), maxLength: 30 });
    fc.assert(
      fc.property(fc.array(word, { maxLength: 6 }), text, (words, haystack) => {
        expect(new WordFilter(words).matches(haystack)).to.equal(words.some((one) => containsNaively(haystack, one)));
      }),
      { numRuns: 2_000 },
    );
  });

  it('are found in long texts that repeat their beginning, their end or the whole word', () => {
    const kanji = (at: number) => String.fromCharCode(0x4e00 + at);
    const words = (wordOf: (at: number) => string) => Array.from({ length: 100 }, (_, at) => wordOf(at));
    const sameStart = new WordFilter(words((at) => `${'あ'.repeat(39)}${kanji(at)}`));
    const sameEnd = new WordFilter(words((at) => `${kanji(at)}${'あ'.repeat(39)}`));
    // Nested: each word occurs at every position of the text, but never as a whole word.
    const nested = new WordFilter(words((at) => `${'Ⅲ'.repeat(Math.ceil((at + 1) / 3))}${'i'.repeat(at % 3)}`));

    for (const filter of [sameStart, sameEnd]) {
      expect(filter.matches('あ'.repeat(4_000))).to.equal(false);
      expect(filter.matches(`${'あ'.repeat(2_000)}${kanji(7)}${'あ'.repeat(2_000)}`)).to.equal(true);
    }
    expect(nested.matches('Ⅲ'.repeat(4_000))).to.equal(false);
    expect(nested.matches(`${'Ⅲ'.repeat(3_900)} ${'Ⅲ'.repeat(30)}`)).to.equal(true);
  });
});

/** Checks every position of the text. A match is a whole word unless a letter or digit at its edge continues beyond it. */
function containsNaively(haystack: string, banned: string): boolean {
  const [text, word] = [normaliseText(haystack), normaliseText(banned).trim()];
  const isLetter = (char: string) => /^[\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}\p{N}]$/u.test(char);
  const isInside = (at: number) => isLetter(text.charAt(at - 1)) && isLetter(text.charAt(at));
  const positions = Array.from(text, (_, at) => at).filter((at) => word !== '' && text.startsWith(word, at));
  return positions.some((at) => !isInside(at) && !isInside(at + word.length));
}
