/**
 * The schemas of all text in the contract. A field of free text uses one of these; `test/protocol/text-fields.test.ts` tries
 * every field of the contract and fails for one that does not.
 */
import { z } from 'zod';
import { wireLimits } from './limits.ts';
import {
  cleanLine,
  cleanTag,
  cleanText,
  countGraphemes,
  EXPECTED,
  findForbidden,
  mixesScripts,
  TAG,
  type TextProblem,
  tagProblem,
} from './text.ts';

type StringCheck = NonNullable<Parameters<z.ZodString['check']>[0]>;

function refuse(find: (text: string) => TextProblem | null): StringCheck {
  return ({ value, issues }) => {
    const problem = find(value);
    if (problem) issues.push(issueOf(problem, value));
  };
}

function issueOf(problem: TextProblem, input: string, expected = EXPECTED[problem]) {
  return { code: 'custom' as const, input, message: expected, params: { problem }, continue: false };
}

/** Well-formed text without control characters and non-characters. */
const wellFormedSchema = z.string().check(refuse(findForbidden));

/** Text with several lines, cleaned by `cleanText`. `maxChars` counts UTF-16 units. */
export function textSchema(minChars: 0 | 1, maxChars: number) {
  return wellFormedSchema.overwrite(cleanText).min(minChars, issueText('required')).max(maxChars, tooLong(maxChars));
}

/** Text in one line, such as a title, cleaned by `cleanLine`. `maxChars` counts characters as people do. */
export function lineSchema(maxChars: number) {
  return wellFormedSchema
    .overwrite(cleanLine)
    .min(1, issueText('required'))
    .max(maxChars * wireLimits.unitsPerCharacter, tooLong(maxChars))
    .check(({ value, issues }) => {
      if (countGraphemes(value) > maxChars) issues.push(issueOf('too_long', value, tooLong(maxChars).error));
    });
}

/** The name of a person, a community or a similar thing: a line whose words do not mix scripts that look alike. */
export function nameSchema(maxChars: number) {
  return lineSchema(maxChars).check(refuse((text) => (mixesScripts(text) ? 'mixed_scripts' : null)));
}

/** Text that only programs write and read, such as a token: visible ASCII without spaces. */
export function opaqueSchema(maxChars: number) {
  return z
    .string()
    .min(1)
    .max(maxChars)
    .regex(/^[\x21-\x7e]*$/, 'expected ASCII without spaces');
}

/** A code that a person types, such as one from a mail: in NFKC, because Japanese keyboards also type full-width digits. */
export const codeSchema = lineSchema(20).normalize('NFKC');

/** A password: any text, in NFC, because keyboards differ in how they write "が". Nothing is removed from it. */
export function passwordTextSchema(minChars: number) {
  return wellFormedSchema.normalize('NFC').min(minChars).max(wireLimits.passwordMaxChars);
}

/** Only http and https: other schemes could run code in the reader's page. */
export const linkSchema = z
  .url({ protocol: /^https?$/ })
  .max(wireLimits.linkChars)
  .check(refuse((text) => findForbidden(text) ?? (cleanLine(text) === text.normalize('NFC') ? null : 'not_text')));

/** A web link, or an empty string. */
export const optionalLinkSchema = z.union([z.literal(''), linkSchema]);

/** A tag: lower case, NFKC, spaces replaced by hyphens. */
export const tagSchema = wellFormedSchema
  .overwrite(cleanTag)
  .min(1, issueText('required'))
  .max(wireLimits.tagChars * wireLimits.unitsPerCharacter, tooLong(wireLimits.tagChars))
  .regex(TAG, 'expected letters, digits and + # . -')
  .check(
    refuse((tag) => {
      const problem = tagProblem(tag);
      return problem === 'characters' ? null : problem;
    }),
  );

export const tagsSchema = z
  .array(tagSchema)
  .max(wireLimits.tags)
  .overwrite((tags) => [...new Set(tags)]);

function issueText(problem: TextProblem) {
  return { error: EXPECTED[problem], abort: true };
}

function tooLong(maxChars: number) {
  return { error: `expected at most ${maxChars} characters`, abort: true };
}
