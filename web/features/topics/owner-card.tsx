/** The owner of a topic, with the parts of the profile that help to decide whether to talk. */
import type { ProfileSummary } from '@meshi/client';
import { useQuery } from '@tanstack/react-query';
import { useMeshi } from '../../app/meshi-context.tsx';
import { keys } from '../../app/query-keys.ts';
import { useWords } from '../../i18n/language.ts';
import { PersonLink } from '../../ui/avatar.tsx';
import { topicWords } from './words.ts';

export function OwnerCard({ owner }: { owner: ProfileSummary }) {
  const { profile: labels } = useWords();
  const words = useWords(topicWords);
  const meshi = useMeshi();
  const { data: profile } = useQuery({
    queryKey: [...keys.profiles, owner.id],
    queryFn: ({ signal }) => meshi.profiles.get({ personId: owner.id }, { signal }),
    enabled: owner.handle !== 'deleted',
  });
  return (
    <section className="owner-card" aria-labelledby="topic-owner">
      <h2 className="section-title" id="topic-owner">
        {words.owner}
      </h2>
      <PersonLink person={owner} size={48} />
      {profile?.bio && <p className="preline small owner-bio">{profile.bio}</p>}
      {profile && (
        <dl className="owner-skills">
          <Skills title={labels.canTeach} skills={profile.canTeach} />
          <Skills title={labels.wantsToLearn} skills={profile.wantsToLearn} />
        </dl>
      )}
    </section>
  );
}

function Skills({ title, skills }: { title: string; skills: readonly string[] }) {
  if (skills.length === 0) return null;
  return (
    <div>
      <dt>{title}</dt>
      <dd className="row">
        {skills.map((skill) => (
          <span className="chip" key={skill}>
            {skill}
          </span>
        ))}
      </dd>
    </div>
  );
}
