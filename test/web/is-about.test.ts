/** Which rooms a new person is shown for a tag. */
import { expect } from 'chai';
import { isAbout } from '../../web/features/welcome/is-about.ts';

describe('a title names a tag', () => {
  for (const [title, tag, expected] of [
    ['Let us talk about Rust.', 'rust', true],
    ['#rust and ramen', 'rust', true],
    ['Machine_learning, slowly', 'machine_learning', true],
    ['C++ at night', 'c++', true],
    ['夜のRust談義', 'rust', true],
    ['自宅サーバーの夜', '自宅サーバー', true],
    ['Good morning', 'go', false],
    ['Maintaining Debian', 'ai', false],
  ] as const) {
    it(`${expected ? 'when' : 'not when'} it is "${title}" for ${tag}`, () => {
      expect(isAbout(title, tag)).to.equal(expected);
    });
  }
});
