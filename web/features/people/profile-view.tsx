/** A profile as others see it. */
import type { Profile } from '@meshi/client';
import { Clock, Languages, Link as LinkIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import { Heading } from '../../app/heading.tsx';
import { useClock } from '../../i18n/clock.ts';
import { nameList, timeIn } from '../../i18n/dates.ts';
import { useLanguage, useWords } from '../../i18n/language.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { LinkedText } from '../../ui/linked-text.tsx';
import { isWebUrl } from '../../ui/links.ts';
import { listOfTag, TagList } from '../../ui/tag-list.tsx';
import { peopleWords } from './words.ts';
import './person-page.css';

export function ProfileView({ profile }: { profile: Profile }) {
  const shared = useWords();
  const words = useWords(peopleWords);
  const { language } = useLanguage();
  const localTime = useClock((now) => timeIn(profile.timeZone, language, now));
  const languages = profile.languages.map((name) => shared.languages[name]);
  return (
    <article className="profile">
      <header className="profile-head">
        <Avatar person={profile} size={96} />
        <div>
          <Heading title={profile.displayName} />
          <p className="quiet">@{profile.handle}</p>
        </div>
      </header>
      {profile.bio && (
        <p className="preline measure">
          <LinkedText text={profile.bio} />
        </p>
      )}
      <div className="profile-facts">
        {languages.length > 0 && (
          <Fact icon={<Languages size={18} aria-hidden />}>{nameList(languages, language)}</Fact>
        )}
        {localTime && <Fact icon={<Clock size={18} aria-hidden />}>{words.localTime(localTime)}</Fact>}
        {profile.links.filter(isWebUrl).map((link) => (
          <Fact key={link} icon={<LinkIcon size={18} aria-hidden />}>
            <a href={link} target="_blank" rel="noopener noreferrer nofollow me">
              {link.replace(/^https?:\/\//, '')}
            </a>
          </Fact>
        ))}
      </div>
      <Skills title={shared.profile.canTeach} skills={profile.canTeach} />
      <Skills title={shared.profile.wantsToLearn} skills={profile.wantsToLearn} />
      {profile.tags.length > 0 && (
        <section>
          <h2 className="section-heading">{words.tags}</h2>
          <TagList tags={profile.tags} to={(tag) => listOfTag('/topics', tag)} />
        </section>
      )}
    </article>
  );
}

function Fact({ icon, children }: { icon: ReactNode; children: ReactNode }) {
  return (
    <p className="profile-fact">
      {icon}
      <span>{children}</span>
    </p>
  );
}

function Skills({ title, skills }: { title: string; skills: readonly string[] }) {
  if (skills.length === 0) return null;
  return (
    <section>
      <h2 className="section-heading">{title}</h2>
      <ul className="row">
        {skills.map((skill) => (
          <li className="chip chip-large" key={skill}>
            {skill}
          </li>
        ))}
      </ul>
    </section>
  );
}
