import { expect } from 'chai';
import { isMatch } from '../../src/matching/match-rules.ts';
import { pairKey } from '../../src/matching/pair-key.ts';
import { type ReasonsInput, topicReasons } from '../../src/topics/topic-reasons.ts';
import { gramsOf, readSearch, searchTextOf } from '../../src/topics/topic-search.ts';

describe('the search for topics', () => {
  const ramen = { title: 'ラーメンを食べながら C言語', body: '量子コンピュータの話もしたいです', tags: ['組込み'] };
  const docker = { title: 'Docker と Rust', body: 'Let us talk about trust', tags: ['rust', 'c++'] };

  it('finds words inside Japanese text, which has no spaces', () => {
    expect(isFound(ramen, '食べながら')).to.equal(true);
    expect(isFound(ramen, '量子コンピュータ')).to.equal(true);
    expect(isFound(ramen, '組込み')).to.equal(true);
  });

  it('finds no text that merely has the same pairs of characters', () => {
    const topic = { title: '大阪城と城大', body: '', tags: [] };

    expect(isFound(topic, '大阪城')).to.equal(true);
    expect(isFound(topic, '城大阪')).to.equal(false);
  });

  it('takes upper and lower case, widths and both syllabaries as the same', () => {
    expect(isFound(docker, 'ＲＵＳＴ')).to.equal(true);
    expect(isFound(ramen, 'らーめん')).to.equal(true);
    expect(isFound(ramen, 'ﾗｰﾒﾝ')).to.equal(true);
  });

  it('wants every word of the query, in any order', () => {
    expect(isFound(docker, 'rust docker')).to.equal(true);
    expect(isFound(docker, 'rust podman')).to.equal(false);
  });

  it('finds a single character in titles and tags, a Latin one only where it stands alone', () => {
    expect(isFound(ramen, 'c')).to.equal(true);
    expect(isFound(docker, 'c')).to.equal(true);
    expect(isFound(docker, 'd')).to.equal(false);
    expect(isFound(ramen, '食')).to.equal(true);
    expect(isFound(ramen, '量')).to.equal(false);
  });

  it('looks up the rarest pair first, and never more than a few', () => {
    const search = readSearch('です量子');

    expect(search?.grams[0]).to.equal('量子');
    expect(readSearch('あいうえおかきくけこ'.repeat(20))?.grams.length).to.be.at.most(24);
  });

  it('asks for nothing where a query shows nothing', () => {
    expect(readSearch('\u200b\u3000')).to.equal(null);
  });

  function isFound(topic: typeof ramen, query: string): boolean {
    const search = readSearch(query);
    const grams = gramsOf(topic);
    const text = searchTextOf(topic);
    return (
      search?.grams.every((gram) => grams.includes(gram)) === true && search.texts.every((one) => text.includes(one))
    );
  }
});

describe('the reasons for showing a topic', () => {
  it('names the skills that someone wants to learn, where the topic teaches them', () => {
    const reasons = reasonsFor({ kind: 'teach', tags: ['rust', 'wasm'] }, { wantsToLearn: ['Rust の所有権', 'Go'] });

    expect(reasons).to.deep.equal([{ kind: 'you_want_to_learn', tags: ['rust'] }]);
  });

  it('names the skills that someone can teach, where the topic asks for them, also by its title', () => {
    const reasons = reasonsFor({ kind: 'ask', title: '日本酒を知りたい', tags: [] }, { canTeach: ['日本酒'] });

    expect(reasons).to.deep.equal([{ kind: 'you_can_teach', tags: ['日本酒'] }]);
  });

  it('does not take a part of a word for the word', () => {
    expect(reasonsFor({ kind: 'teach', tags: ['java'] }, { wantsToLearn: ['JavaScript'] })).to.deep.equal([]);
    expect(reasonsFor({ kind: 'teach', tags: ['c'] }, { wantsToLearn: ['C++'] })).to.deep.equal([]);
  });

  it('puts an interest in the reader before everything else', () => {
    const reasons = reasonsFor(
      { tags: ['rust', 'go'], createdAt: new Date(0) },
      { tags: ['go'], languages: ['ja'] },
      { isInterestedInYours: true, nowMs: 1_000 },
    );

    expect(reasons).to.deep.equal([
      { kind: 'interested_in_yours' },
      { kind: 'shared_tags', tags: ['go'] },
      { kind: 'new' },
      { kind: 'same_language', language: 'ja' },
    ]);
  });

  function reasonsFor(
    topic: Partial<ReasonsInput['topic']>,
    reader: Partial<ReasonsInput['reader']>,
    rest: Partial<ReasonsInput> = {},
  ) {
    return topicReasons({
      topic: { title: 'a topic', tags: [], kind: 'talk', language: 'ja', createdAt: new Date(0), ...topic },
      reader: { tags: [], canTeach: [], wantsToLearn: [], languages: [], ...reader },
      isInterestedInYours: false,
      nowMs: 10_000,
      newTopicMs: 5_000,
      ...rest,
    });
  }
});

describe('the rules of matching', () => {
  it('match only when both want it', () => {
    const open = { isBlocked: false };

    expect(isMatch({ ...open, mine: 'interest', theirs: 'interest' })).to.equal(true);
    expect(isMatch({ ...open, mine: 'lets_talk', theirs: 'interest' })).to.equal(true);
    expect(isMatch({ ...open, mine: 'lets_talk', theirs: null })).to.equal(false);
    expect(isMatch({ ...open, mine: null, theirs: 'interest' })).to.equal(false);
  });

  it('never match across a block', () => {
    expect(isMatch({ mine: 'interest', theirs: 'interest', isBlocked: true })).to.equal(false);
  });

  it('give two people the same key from either side', () => {
    expect(pairKey('b', 'a')).to.equal(pairKey('a', 'b'));
  });
});
