/** What helps to decide whether to talk with an interested person: the bio, what they teach and learn, and what we share. */
import type { InterestedPerson } from '@meshi/client';
import { useId, useLayoutEffect, useRef, useState } from 'react';
import { Link } from 'react-router';
import { nameList } from '../../i18n/dates.ts';
import { useLanguage, useWords } from '../../i18n/language.ts';
import { topicWords } from './words.ts';
import './interested-person.css';

export function AboutInterested({ about }: { about: InterestedPerson }) {
  const { profile, languages } = useWords();
  const words = useWords(topicWords);
  const { language } = useLanguage();
  const spoken = about.languages.map((name) => languages[name]);
  return (
    <div className="interested-about">
      {about.bio && <Bio text={about.bio} />}
      <dl className="interested-facts">
        <Fact label={profile.canTeach} values={about.canTeach} />
        <Fact label={profile.wantsToLearn} values={about.wantsToLearn} />
        <Fact label={words.sharedTags} values={about.sharedTags.map((tag) => `#${tag}`)} />
        {about.sharedCommunities.length > 0 && (
          <div>
            <dt>{words.sharedCommunities}</dt>
            {about.sharedCommunities.map(({ id, name }) => (
              <dd key={id}>
                <Link to={`/communities/${id}`}>{name}</Link>
              </dd>
            ))}
          </div>
        )}
        {spoken.length > 0 && <Fact label={words.speaks} values={[nameList(spoken, language)]} />}
      </dl>
    </div>
  );
}

/** Two lines, and the rest on a press. */
function Bio({ text }: { text: string }) {
  const words = useWords(topicWords);
  const id = useId();
  const [isOpen, setOpen] = useState(false);
  const [isCut, setCut] = useState(false);
  const shown = useRef<HTMLParagraphElement>(null);
  useLayoutEffect(() => {
    const element = shown.current;
    if (!element || isOpen) return;
    // The width decides, which changes with the window.
    const sizes = new ResizeObserver(() => setCut(element.scrollHeight > element.clientHeight));
    sizes.observe(element);
    setCut(element.scrollHeight > element.clientHeight);
    return () => sizes.disconnect();
  }, [isOpen]);
  return (
    <div>
      <p ref={shown} id={id} className={isOpen ? 'preline' : 'preline interested-bio'}>
        {text}
      </p>
      {(isCut || isOpen) && (
        <button
          type="button"
          className="link-button interested-more"
          aria-expanded={isOpen}
          aria-controls={id}
          onClick={() => setOpen(!isOpen)}
        >
          {isOpen ? words.lessBio : words.moreBio}
        </button>
      )}
    </div>
  );
}

function Fact({ label, values }: { label: string; values: readonly string[] }) {
  if (values.length === 0) return null;
  return (
    <div>
      <dt>{label}</dt>
      {values.map((value) => (
        <dd key={value}>{value}</dd>
      ))}
    </div>
  );
}
