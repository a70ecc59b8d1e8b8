/** Whether visitors see a topic. Asked with the first one; a person who has said no is not asked again. */
import { useMeshi, useMyself } from '../../app/meshi-context.tsx';
import type { FormState } from '../../app/use-form.ts';
import { useWords } from '../../i18n/language.ts';
import { Check } from '../../ui/choices.tsx';
import { topicWords } from './words.ts';

/** What the person has answered before, and a function that keeps the first answer. */
export function useVisitorsChoice() {
  const meshi = useMeshi();
  const { profile, tenant } = useMyself();
  const answer = profile.showsTopicsToVisitors;
  return {
    /** Only the open space has visitors. */
    isAsked: tenant.name === null,
    isChosen: tenant.name === null && answer === true,
    /** The answer holds for all cards, and can be changed in the settings. */
    async keep(isPublic: boolean): Promise<void> {
      if (tenant.name === null && answer === null) await meshi.profiles.update({ showsTopicsToVisitors: isPublic });
    },
  };
}

export function VisitorsField({ form }: { form: Pick<FormState<{ isPublic: boolean }>, 'choice'> }) {
  const words = useWords(topicWords);
  const { profile } = useMyself();
  const answer = profile.showsTopicsToVisitors;
  if (answer === false) return <p className="quiet">{words.notForVisitors}</p>;
  return (
    <Check
      {...form.choice('isPublic')}
      label={words.forVisitors}
      hint={answer === null ? words.forVisitorsFirst : words.forVisitorsHint}
    />
  );
}
