/** Why two people were paired, in words. */
import type { RoundReason } from '@meshi/client';
import type { UiLanguage, WordsOf } from '../../i18n/words.ts';
import type { roundWords } from './words.ts';

export function roundReasonText(
  reason: RoundReason,
  { reasons: say }: WordsOf<typeof roundWords>,
  language: UiLanguage,
): string {
  const list = (items: readonly string[]) => new Intl.ListFormat(language, { type: 'conjunction' }).format(items);
  switch (reason.kind) {
    case 'shared_tags':
      return say.shared_tags(list(reason.tags));
    case 'you_can_teach':
      return say.you_can_teach(list(reason.skills));
    case 'you_want_to_learn':
      return say.you_want_to_learn(list(reason.skills));
    case 'shared_hours':
      return say.shared_hours(reason.hours);
    case 'same_languages': {
      const names = new Intl.DisplayNames(language, { type: 'language' });
      return say.same_languages(list(reason.languages.map((one) => names.of(one) ?? one)));
    }
    case 'never_met':
      return say.never_met;
    case 'met_before':
      return say.met_before(reason.rounds);
  }
}
