/** Me as others see me: my profile and my topics. */
import type { Profile } from '@meshi/client';
import { Settings } from 'lucide-react';
import type { ComponentType } from 'react';
import { Link } from 'react-router';
import { useMyself } from '../../app/meshi-context.tsx';
import { useWords } from '../../i18n/language.ts';
import { ButtonLink } from '../../ui/button.tsx';
import { meWords } from './words.ts';
import './me-page.css';

interface MePageProps {
  Profile: ComponentType<{ profile: Profile }>;
  /** Shows the topics of a person. */
  Topics: ComponentType<{ personId: string }>;
}

export function MePage({ Profile: ProfileView, Topics }: MePageProps) {
  const { nav } = useWords();
  const words = useWords(meWords);
  const { profile } = useMyself();
  return (
    <div className="page">
      <ProfileView profile={profile} />
      <div className="row me-ways">
        <ButtonLink to="/me/profile">{words.edit}</ButtonLink>
        <Link className="me-settings" to="/settings">
          <Settings size={18} aria-hidden />
          {nav.settings}
        </Link>
      </div>
      <Topics personId={profile.id} />
    </div>
  );
}
