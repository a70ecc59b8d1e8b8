/** A person's picture, or the first letter of the name on a colour derived from the id. */
import { initialOf, type ProfileSummary } from '@meshi/client';
import { type CSSProperties, useState } from 'react';
import { Link } from 'react-router';
import { useMeshi } from '../app/meshi-context.tsx';

const COLOURS = 6;

interface AvatarProps {
  person: Pick<ProfileSummary, 'id' | 'displayName' | 'avatarUrl'>;
  size?: number;
}

/** Hidden from screen readers: the name is always beside it. */
export function Avatar({ person, size = 40 }: AvatarProps) {
  const meshi = useMeshi();
  const [failedUrl, setFailedUrl] = useState<string | null>(null);
  return (
    <span
      className={`avatar avatar-${colourOf(person.id)}`}
      style={{ '--size': `${size}px` } as CSSProperties}
      aria-hidden="true"
    >
      {person.avatarUrl && person.avatarUrl !== failedUrl ? (
        <img src={meshi.resolveUrl(person.avatarUrl)} alt="" onError={() => setFailedUrl(person.avatarUrl)} />
      ) : (
        initialOf(person.displayName).toLocaleUpperCase()
      )}
    </span>
  );
}

function colourOf(id: string): number {
  let sum = 0;
  for (const char of id) sum = (sum * 31 + (char.codePointAt(0) ?? 0)) % 9973;
  return sum % COLOURS;
}

/** Picture and name, with a link to the person's page. A deleted person has no page. */
export function PersonLink({ person, size = 32 }: { person: ProfileSummary; size?: number }) {
  const content = (
    <>
      <Avatar person={person} size={size} />
      <span className="person-name one-line">{person.displayName}</span>
    </>
  );
  if (person.handle === 'deleted') return <span className="person">{content}</span>;
  return (
    <Link className="person" to={`/people/${person.id}`}>
      {content}
    </Link>
  );
}
