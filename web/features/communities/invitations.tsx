/** Inviting people: by a link that is shown once, or by name. */
import { type Community, type Invitation, MeshiError } from '@meshi/client';
import { Copy, Link2 } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { useMeshi } from '../../app/meshi-context.tsx';
import { useForm } from '../../app/use-form.ts';
import { fullTime } from '../../i18n/dates.ts';
import { useLanguage, useWords } from '../../i18n/language.tsx';
import { Button } from '../../ui/button.tsx';
import { TextField } from '../../ui/field.tsx';
import { useTell } from '../../ui/toasts.tsx';
import { useAct, usePages } from './community-queries.ts';
import { invitationLink } from './invitation-link.ts';

interface PlaceProps {
  communityId: Community['id'];
}

export function Invitations({ communityId }: PlaceProps) {
  const { communities: words } = useWords();
  const meshi = useMeshi();
  const act = useAct();
  const [link, setLink] = useState<string | null>(null);
  const { data = [] } = usePages(['of', communityId, 'links'], (page, options) =>
    meshi.communities.invitations({ communityId, ...page }, options),
  );
  const make = () =>
    void act(async () => {
      const { token } = await meshi.communities.createInvitation({ communityId });
      setLink(invitationLink(token));
    });
  return (
    <section className="community-section" aria-label={words.links}>
      <h2 className="section-title">{words.links}</h2>
      <div>
        <Button onClick={make}>
          <Link2 size={18} aria-hidden />
          {words.makeLink}
        </Button>
      </div>
      {link && <ShownLink link={link} />}
      <ul>
        {data.map((invitation) => (
          <LinkRow key={invitation.id} invitation={invitation} communityId={communityId} />
        ))}
      </ul>
      <ByName communityId={communityId} />
    </section>
  );
}

function ShownLink({ link }: { link: string }) {
  const { communities: words } = useWords();
  const tell = useTell();
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(link);
      tell.done(words.copied);
    } catch {
      // Not allowed here: the link stands there to be selected.
    }
  };
  return (
    <div className="community-note stack-tight">
      <p className="small">{words.linkOnce}</p>
      <div className="row">
        <input className="input community-link" readOnly value={link} aria-label={words.links} />
        <Button onClick={() => void copy()}>
          <Copy size={18} aria-hidden />
          {words.copy}
        </Button>
      </div>
    </div>
  );
}

function LinkRow({ invitation, communityId }: PlaceProps & { invitation: Invitation }) {
  const { words, language } = useLanguage();
  const { communities: own } = words;
  const meshi = useMeshi();
  const act = useAct();
  const { id: invitationId, state, uses, maxUses, expiresAt, createdBy } = invitation;
  return (
    <li className="community-row">
      <div className="grow">
        <p>
          <span className="chip">{own.linkStates[state]}</span> {own.linkUses(uses, maxUses)}
        </p>
        <p className="quiet small">
          {createdBy.displayName} · {own.untilTime(fullTime(expiresAt, language))}
        </p>
      </div>
      {state === 'open' && (
        <Button
          onClick={() => void act(() => meshi.communities.revokeInvitation({ communityId, invitationId }), own.done)}
        >
          {own.revoke}
        </Button>
      )}
    </li>
  );
}

function ByName({ communityId }: PlaceProps) {
  const words = useWords();
  const meshi = useMeshi();
  const tell = useTell();
  const form = useForm(['handle']);
  const [handle, setHandle] = useState('');
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    const name = handle.trim().replace(/^@/, '').toLowerCase();
    void form.submit(
      async () => {
        const person = await meshi.profiles.getByHandle({ handle: name }).catch((error: unknown) => {
          throw MeshiError.from(error);
        });
        await meshi.communities.invite({ communityId, personId: person.id });
        tell.done(words.communities.invited);
        setHandle('');
      },
      name ? {} : { handle: words.errors.required },
    );
  };
  return (
    <form className="row" onSubmit={onSubmit} noValidate>
      <div className="grow">
        <TextField
          label={words.communities.inviteByName}
          problem={form.problems.handle ?? form.problem ?? undefined}
          autoCapitalize="none"
          autoComplete="off"
          value={handle}
          onChange={(event) => setHandle(event.target.value)}
        />
      </div>
      <Button type="submit" isBusy={form.isBusy}>
        {words.communities.invite}
      </Button>
    </form>
  );
}
