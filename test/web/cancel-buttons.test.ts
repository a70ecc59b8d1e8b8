/** A question offers two buttons. The one that changes nothing must not read like the one that acts: [Cancel] [Cancel meal]. */
import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect } from 'chai';
import { en, ja } from '../support/words.ts';

const root = join(import.meta.dirname, '../..');
const CANCELS = /cancel|withdraw|revoke|キャンセル|取り消|取り下げ|中止|やめ/i;

describe('the button that changes nothing', () => {
  const questions = globSync('web/{app,features,ui}/**/*.tsx', { cwd: root }).flatMap(questionsOf);

  it('is found in every question', () => {
    expect(questions.length).to.be.greaterThan(10);
    expect(questions.filter(({ labels }) => labels.length > 0).length).to.be.greaterThan(10);
  });

  it('is Back, not Cancel, where the other one cancels something', () => {
    const wrong = questions.filter(({ labels, hasBack }) => labels.some((label) => CANCELS.test(label)) && !hasBack);
    expect(wrong).to.deep.equal([]);
  });

  it('reads キャンセル or 戻る, Cancel or Back', () => {
    expect([ja.common.cancel, ja.common.back]).to.deep.equal(['キャンセル', '戻る']);
    expect([en.common.cancel, en.common.back]).to.deep.equal(['Cancel', 'Back']);
  });
});

/** The elements of a file that ask, and the labels of their buttons that act, in both languages. */
function questionsOf(file: string) {
  const elements =
    readFileSync(join(root, file), 'utf8').match(/<(?:Confirm|FormDialog)\b[\s\S]*?^ {4,8}(?:\/>|>)/gm) ?? [];
  return elements.map((element) => {
    const [, key = ''] = /action=\{[^}]*words\.(\w+)\}/.exec(element) ?? [];
    return { file, labels: labelsOf(file, key), hasBack: /cancel=\{\w+(?:\.common)?\.back\}/.test(element) };
  });
}

function labelsOf(file: string, key: string): string[] {
  const texts = ['ja', 'en'].map((language) => join(root, dirname(file), `words.${language}.ts`));
  return texts.flatMap((path) => {
    const [, text] = safely(() => new RegExp(`^  ${key}: '(.*)',$`, 'm').exec(readFileSync(path, 'utf8'))) ?? [];
    return text ? [text] : [];
  });
}

/** Folders without words of their own use the shared ones, which this test does not read. */
function safely<Value>(read: () => Value): Value | null {
  try {
    return read();
  } catch {
    return null;
  }
}
