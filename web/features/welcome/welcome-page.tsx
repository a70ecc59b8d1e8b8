/** After signing up: two steps, each of which can be left for later. */
import { type ComponentType, useState } from 'react';
import { useNavigate } from 'react-router';
import { Heading } from '../../app/heading.tsx';
import { useMyself } from '../../app/meshi-context.tsx';
import { useWords } from '../../i18n/language.ts';
import { Button } from '../../ui/button.tsx';
import { TagStep } from './tag-step.tsx';
import { welcomeWords } from './words.ts';
import './welcome.css';

const STEPS = ['tags', 'card'] as const;

interface WelcomePageProps {
  /** The form of the second step. A part of another feature. */
  FirstTopic: ComponentType<{ tags: readonly string[] }>;
}

export function WelcomePage({ FirstTopic }: WelcomePageProps) {
  const words = useWords(welcomeWords);
  const { profile } = useMyself();
  const navigate = useNavigate();
  const [step, setStep] = useState<(typeof STEPS)[number]>('tags');
  const [tags, setTags] = useState<readonly string[]>(profile.tags);
  const isTags = step === 'tags';
  return (
    // A step begins at its top, with the focus on its heading.
    <div className="page" key={step} ref={showTop}>
      <div className="measure stack welcome">
        <p className="quiet small">
          {words.title} · {words.step(STEPS.indexOf(step) + 1, STEPS.length)}
        </p>
        <Heading title={isTags ? words.tagsTitle : words.cardTitle} />
        <p className="quiet">{isTags ? words.tagsLead : words.cardLead}</p>
        {isTags ? (
          <TagStep tags={tags} onChange={setTags} onDone={() => setStep('card')} />
        ) : (
          <FirstTopic tags={tags} />
        )}
        <Button
          kind="plain"
          isWide
          onClick={() => (isTags ? setStep('card') : void navigate('/topics', { replace: true }))}
        >
          {words.later}
        </Button>
      </div>
    </div>
  );
}

function showTop(page: HTMLElement | null): void {
  page?.scrollIntoView();
}
