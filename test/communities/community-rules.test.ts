/** The pure rules of communities: roles, joining, succession, banned words. */
import { expect } from 'chai';
import fc from 'fast-check';
import { WordFilter } from '../../src/communities/channels/word-filter.ts';
import { can, joinOutcome, outranks, ROLE_PERMISSIONS } from '../../src/communities/rules.ts';
import { communityPermissionSchema, communityRoleSchema } from '../../src/protocol/index.ts';
import { normaliseText } from '../../src/topics/store/topic-search.ts';

describe('the roles of a community', () => {
  it('give each more than the one below it, and owners everything', () => {
    expect(ROLE_PERMISSIONS.owner).to.have.members(communityPermissionSchema.options);
    expect(ROLE_PERMISSIONS.owner).to.include.members([...ROLE_PERMISSIONS.moderator]);
    expect(ROLE_PERMISSIONS.member).to.deep.equal([]);
    expect(can(null, 'moderate')).to.equal(false);
  });

  it('leave to owners who sees it, who has which role, and its end', () => {
    const forOwners = ROLE_PERMISSIONS.owner.filter((permission) => !can('moderator', permission));

    expect(forOwners).to.have.members(['set_visibility', 'set_roles', 'hand_over', 'close']);
  });

  it('let nobody act on who stands as high', () => {
    for (const role of communityRoleSchema.options) {
      expect(outranks(role, role), role).to.equal(false);
      expect(outranks(role, null), role).to.equal(true);
      expect(outranks(role, 'owner'), role).to.equal(false);
    }
    expect(outranks('owner', 'moderator') && outranks('moderator', 'member')).to.equal(true);
  });
});

describe('joining a community', () => {
  const wish = { joining: 'open', visibility: 'public', standing: 'none', isBanned: false } as const;

  it('is decided by how it lets people in', () => {
    expect(joinOutcome(wish)).to.equal('member');
    expect(joinOutcome({ ...wish, joining: 'approval' })).to.equal('requested');
    expect(joinOutcome({ ...wish, joining: 'invitation' })).to.equal('invitation_needed');
  });

  it('needs no leave of whom was invited by name, wherever it is', () => {
    for (const joining of ['open', 'approval', 'invitation'] as const) {
      expect(joinOutcome({ ...wish, joining, visibility: 'private', standing: 'invited' })).to.equal('member');
    }
  });

  it('does not exist for strangers of a private one, banned or not', () => {
    for (const joining of ['open', 'approval', 'invitation'] as const) {
      for (const isBanned of [true, false]) {
        expect(joinOutcome({ ...wish, joining, isBanned, visibility: 'private' })).to.equal('unseen');
      }
    }
  });

  it('is refused to the banned, even where they were invited', () => {
    expect(joinOutcome({ ...wish, isBanned: true })).to.equal('banned');
    expect(joinOutcome({ ...wish, isBanned: true, standing: 'invited' })).to.equal('banned');
  });

  it('changes nothing for who is inside', () => {
    expect(joinOutcome({ ...wish, standing: 'moderator', joining: 'invitation' })).to.equal('member');
  });
});

describe('banned words', () => {
  it('are found however they are written', () => {
    const filter = new WordFilter(['バカ', 'Spam', '株']);

    expect(filter.finds('ばかなことを')).to.equal(true);
    expect(filter.finds('ﾊﾞｶ')).to.equal(true);
    expect(filter.finds('ＳＰＡＭ!')).to.equal(true);
    expect(filter.finds('s\u200bpam')).to.equal(true);
    expect(filter.finds('いい株あります')).to.equal(true);
    expect(filter.finds('静かな夜')).to.equal(false);
  });

  it('of letters are whole words', () => {
    const filter = new WordFilter(['ass', 'c++']);

    expect(filter.finds('first class')).to.equal(false);
    expect(filter.finds('you ass.')).to.equal(true);
    expect(filter.finds('assを')).to.equal(true);
    expect(filter.finds('I write c++ at night')).to.equal(true);
  });

  it('are found one inside the other, and as ends of others', () => {
    expect(new WordFilter(['なべ', 'おでんなべ奉行']).finds('おでんなべ')).to.equal(true);
    expect(new WordFilter(['abcd', 'bc']).finds('x bc y')).to.equal(true);
    expect(new WordFilter([]).finds('anything')).to.equal(false);
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
        expect(new WordFilter(words).finds(haystack)).to.equal(words.some((one) => containsNaively(haystack, one)));
      }),
      { numRuns: 2_000 },
    );
  });

  it('are found in texts that repeat their beginning, their end or themselves', () => {
    const kanji = (at: number) => String.fromCharCode(0x4e00 + at);
    const words = (wordOf: (at: number) => string) => Array.from({ length: 100 }, (_, at) => wordOf(at));
    const sameStart = new WordFilter(words((at) => `${'あ'.repeat(39)}${kanji(at)}`));
    const sameEnd = new WordFilter(words((at) => `${kanji(at)}${'あ'.repeat(39)}`));
    // Nested: each word is found at every place of the text, and nowhere as a whole word.
    const nested = new WordFilter(words((at) => `${'Ⅲ'.repeat(Math.ceil((at + 1) / 3))}${'i'.repeat(at % 3)}`));

    for (const filter of [sameStart, sameEnd]) {
      expect(filter.finds('あ'.repeat(4_000))).to.equal(false);
      expect(filter.finds(`${'あ'.repeat(2_000)}${kanji(7)}${'あ'.repeat(2_000)}`)).to.equal(true);
    }
    expect(nested.finds('Ⅲ'.repeat(4_000))).to.equal(false);
    expect(nested.finds(`${'Ⅲ'.repeat(3_900)} ${'Ⅲ'.repeat(30)}`)).to.equal(true);
  });
});

/** Looks at every place of the text. A word is whole unless a letter or digit at its edge continues beyond it. */
function containsNaively(haystack: string, banned: string): boolean {
  const [text, word] = [normaliseText(haystack), normaliseText(banned).trim()];
  const isLetter = (char: string) => /^[\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}\p{N}]$/u.test(char);
  const isInside = (at: number) => isLetter(text.charAt(at - 1)) && isLetter(text.charAt(at));
  const places = Array.from(text, (_, at) => at).filter((at) => word !== '' && text.startsWith(word, at));
  return places.some((at) => !isInside(at) && !isInside(at + word.length));
}
