/** Passwords that are easy to guess are refused wherever one is chosen, with what is wrong with them. */
import { expect } from 'chai';
import { checkPasswordStrength } from '../../src/accounts/password-strength/password-strength.ts';
import { AppError } from '../../src/kernel/errors.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { refusalOf, signUp } from '../support/people.ts';

const AKI = { email: 'aki.mori@example.co.jp', handle: 'kitchen_aki', displayName: '森 Akiko' };

// Promise A8 of docs/promises.md.
describe('a new password', () => {
  const refused: Record<string, string[]> = {
    password_common: ['password12', 'P@ssw0rd2024', 'iloveyou123', 'qwertyuiop', '1234567890', 'ｐａｓｓｗｏｒｄ１２'],
    password_pattern: ['aaaaaaaaaa', 'meshimeshi', 'abcdefghijkl', 'あいうえおかきくけこ', 'パスワードパスワード'],
    password_personal: ['aki.mori@example.co.jp', 'kitchen_aki'],
    password_guessable: ['tokyo12345', 'correcthorse'],
  };
  for (const [reason, passwords] of Object.entries(refused)) {
    it(`is refused as ${reason.replace('_', ' ')}`, async () => {
      const reasons = await Promise.all(passwords.map((password) => weaknessOf(password)));

      expect(Object.fromEntries(passwords.map((password, at) => [password, reasons[at]]))).to.deep.equal(
        Object.fromEntries(passwords.map((password) => [password, reason])),
      );
    });
  }

  it('is accepted if it takes many guesses', async () => {
    const good = ['a quiet evening with wine', 'ラーメン大好き小池さん', 'x7Kd93mQz1', 'vermilion otter ladder'];

    expect(await Promise.all(good.map((password) => weaknessOf(password)))).to.deep.equal(good.map(() => null));
  });
});

describe('a password that is easy to guess', () => {
  let app: TestApp;

  before(async () => {
    app = await startTestApp();
  });
  after(() => app?.close());

  it('is refused at sign-up and when it is changed', async () => {
    const ada = await signUp(app);
    const body = { password: ada.password, newPassword: ada.email };

    const refusals = [
      await refusalOf(signUp(app, { password: 'password12' })),
      await refusalOf(ada.call('accounts.changePassword', { body })),
    ];

    expect(refusals).to.deep.equal(['invalid_input/password_common', 'invalid_input/password_personal']);
  });
});

async function weaknessOf(password: string): Promise<string | null> {
  try {
    await checkPasswordStrength(password, AKI);
    return null;
  } catch (error) {
    return error instanceof AppError ? (error.details?.reason ?? error.code) : String(error);
  }
}
