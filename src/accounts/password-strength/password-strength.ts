/** Refuses new passwords that are easy to guess. */
import { InvalidInputError } from '../../kernel/errors.ts';
import { guess } from './guesser.ts';

/** What is known of the person who chooses the password. */
export interface KnownOfPerson {
  email: string;
  handle?: string;
  displayName?: string;
}

type Weakness = 'password_common' | 'password_pattern' | 'password_personal' | 'password_guessable';

/** From 10^8 guesses on: https://zxcvbn-ts.github.io/zxcvbn/guide/getting-started/#output */
const MIN_SCORE = 3;
const PRODUCT_WORDS = ['meshi', '飯', 'めし'];

const MESSAGES = {
  password_common:
    'Choose a password that is not among the common ones. Several words that do not belong together are good.',
  password_pattern: 'Choose a password without repeats, sequences, dates or rows of keys.',
  password_personal: 'Choose a password that does not contain your address, name or handle.',
  password_guessable: 'Choose a password that is harder to guess. Several words that do not belong together are good.',
} as const satisfies Record<Weakness, string>;

/** The warnings of the library, by what they tell people. */
const WEAKNESSES: Record<string, Weakness> = {
  topTen: 'password_common',
  topHundred: 'password_common',
  common: 'password_common',
  similarToCommon: 'password_common',
  straightRow: 'password_pattern',
  keyPattern: 'password_pattern',
  simpleRepeat: 'password_pattern',
  extendedRepeat: 'password_pattern',
  sequences: 'password_pattern',
  recentYears: 'password_pattern',
  dates: 'password_pattern',
  userInputs: 'password_personal',
};

/** @throws InvalidInputError `password_common`, `password_pattern`, `password_personal`, `password_guessable` */
export async function checkPasswordStrength(password: string, person: KnownOfPerson): Promise<void> {
  const { score, warning } = await guess(password.normalize('NFKC'), wordsOf(person));
  if (score >= MIN_SCORE) return;
  const weakness = WEAKNESSES[warning ?? ''] ?? 'password_guessable';
  throw new InvalidInputError(weakness, MESSAGES[weakness]);
}

/** Each whole, and in its parts. */
function wordsOf({ email, handle = '', displayName = '' }: KnownOfPerson): string[] {
  const whole = [email, handle, displayName].map((text) => text.normalize('NFKC'));
  const parts = whole.flatMap((text) => text.split(/[^\p{L}\p{N}]+/u));
  return [...new Set([...whole, ...parts, ...PRODUCT_WORDS])].filter((word) => word.length > 1);
}
