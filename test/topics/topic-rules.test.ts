import { expect } from 'chai';
import { readSearch, searchFieldsOf } from '../../src/kernel/search/text-search.ts';
import { isMatch } from '../../src/matching/match-rules.ts';
import { pairKey } from '../../src/matching/pair-key.ts';

describe('topic search', () => {
  const ramen = { title: 'ラーメンを食べながら C言語', body: '量子コンピュータの話もしたいです', tags: ['組込み'] };
  const docker = { title: 'Docker と Rust', body: 'Let us talk about trust', tags: ['rust', 'c++'] };

  it('finds words inside Japanese text, which has no spaces', () => {
    expect(isFound(ramen, '食べながら')).to.equal(true);
    expect(isFound(ramen, '量子コンピュータ')).to.equal(true);
    expect(isFound(ramen, '組込み')).to.equal(true);
  });

  it('does not find a text that only has the same pairs of characters', () => {
    const topic = { title: '大阪城と城大', body: '', tags: [] };

    expect(isFound(topic, '大阪城')).to.equal(true);
    expect(isFound(topic, '城大阪')).to.equal(false);
  });

  it('ignores case, character width and the difference between hiragana and katakana', () => {
    expect(isFound(docker, 'ＲＵＳＴ')).to.equal(true);
    expect(isFound(ramen, 'らーめん')).to.equal(true);
    expect(isFound(ramen, 'ﾗｰﾒﾝ')).to.equal(true);
  });

  it('requires every word of the query, in any order', () => {
    expect(isFound(docker, 'rust docker')).to.equal(true);
    expect(isFound(docker, 'rust podman')).to.equal(false);
  });

  it('finds a single character in titles and tags only, and a single Latin letter only as a whole word', () => {
    expect(isFound(ramen, 'c')).to.equal(true);
    expect(isFound(docker, 'c')).to.equal(true);
    expect(isFound(docker, 'd')).to.equal(false);
    expect(isFound(ramen, '食')).to.equal(true);
    expect(isFound(ramen, '量')).to.equal(false);
  });

  it('looks up the rarest pair first, and limits the number of pairs', () => {
    const search = readSearch('です量子');

    expect(search?.grams[0]).to.equal('量子');
    expect(readSearch('あいうえおかきくけこ'.repeat(20))?.grams.length).to.be.at.most(24);
  });

  for (const query of ['#rust', '＃ＲＵＳＴ', '##rust', '#rust #c++', '#docker rust']) {
    it(`finds tags as they are shown: ${query}`, () => {
      expect(isFound(docker, query)).to.equal(true);
      expect(isFound(ramen, query)).to.equal(false);
    });
  }

  it('keeps a # that is part of a name', () => {
    const topic = { title: 'C# と F#', body: '', tags: [] };

    expect(isFound(topic, 'C#')).to.equal(true);
    expect(isFound(docker, 'C#')).to.equal(false);
  });

  const named = [
    { said: 'Kubernetes の運用', asked: ['k8s', '#k8s', 'クーバネティス'] },
    { said: 'k8s 入門', asked: ['kubernetes', 'Kubernetes', 'くーばねてぃす'] },
    { said: '機械学習を始めたい', asked: ['ml', 'machine learning', 'Machine Learning'] },
    { said: 'machine-learning', asked: ['機械学習'] },
    { said: 'JS の話', asked: ['javascript', 'ジャバスクリプト'] },
    { said: 'a11y', asked: ['アクセシビリティ', 'accessibility'] },
  ];
  for (const { said, asked } of named) {
    it(`finds "${said}" by its other names`, () => {
      const topic = { title: said, body: '', tags: [] };

      expect(asked.filter((query) => !isFound(topic, query))).to.deep.equal([]);
    });
  }

  it('finds no other names of a word that only contains a name', () => {
    const topic = { title: 'html と json', body: 'rails がすき', tags: [] };

    expect(isFound(topic, 'machine learning')).to.equal(false);
    expect(isFound(topic, 'javascript')).to.equal(false);
    expect(isFound(topic, 'ruby')).to.equal(true);
  });

  it('returns null for a query without visible characters', () => {
    expect(readSearch('\u200b\u3000')).to.equal(null);
    expect(readSearch('#')).to.equal(null);
  });

  function isFound(topic: typeof ramen, query: string): boolean {
    const search = readSearch(query);
    const { grams, searchText } = searchFieldsOf(topic);
    return (
      search?.grams.every((gram) => grams.includes(gram)) === true &&
      search.texts.every((one) => searchText.includes(one))
    );
  }
});

describe('matching rules', () => {
  it('match two people only if both want to', () => {
    const open = { isBlocked: false };

    expect(isMatch({ ...open, mine: 'interest', theirs: 'interest' })).to.equal(true);
    expect(isMatch({ ...open, mine: 'lets_talk', theirs: 'interest' })).to.equal(true);
    expect(isMatch({ ...open, mine: 'lets_talk', theirs: null })).to.equal(false);
    expect(isMatch({ ...open, mine: 'interest', theirs: 'lets_talk' })).to.equal(true);
    expect(isMatch({ ...open, mine: 'interest', theirs: null })).to.equal(false);
    expect(isMatch({ ...open, mine: null, theirs: 'interest' })).to.equal(false);
  });

  it('do not match two people who only answered: one of them must be interested', () => {
    expect(isMatch({ mine: 'lets_talk', theirs: 'lets_talk', isBlocked: false })).to.equal(false);
  });

  it('never match two people with a block between them', () => {
    expect(isMatch({ mine: 'interest', theirs: 'interest', isBlocked: true })).to.equal(false);
  });

  it('give a pair of people the same key in either order', () => {
    expect(pairKey('b', 'a')).to.equal(pairKey('a', 'b'));
  });
});
