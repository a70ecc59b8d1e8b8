/** Inviting people: by a link that is shown once, or by handle. */
import type { Community, Invitation } from '@meshi/client';
import { Link2 } from 'lucide-react';
import { useState } from 'react';
import { useMeshi } from '../../app/meshi-context.tsx';
import { keys } from '../../app/query-keys.ts';
import { useAction } from '../../app/use-action.ts';
import { useForm } from '../../app/use-form.ts';
import { fullTime } from '../../i18n/dates.ts';
import { useLanguage, useWords } from '../../i18n/language.ts';
import { Button } from '../../ui/button.tsx';
import { CopyField } from '../../ui/copy-field.tsx';
import { TextField } from '../../ui/field.tsx';
import { FormFrame } from '../../ui/form.tsx';
import { Paged } from '../../ui/paged.tsx';
import { useToast } from '../../ui/toasts.tsx';
import { useCommunityPages } from './community-queries.ts';
import { invitationLink } from './invitation-link.ts';
import { communityWords } from './words.ts';

interface PartProps {
  communityId: Community['id'];
}

export function Invitations({ communityId }: PartProps) {
  const words = useWords(communityWords);
  const meshi = useMeshi();
  const { run, isBusy } = useAction(keys.communities);
  const [link, setLink] = useState<string | null>(null);
  const list = useCommunityPages(['of', communityId, 'links'], (page, options) =>
    meshi.communities.invitations({ communityId, ...page }, options),
  );
  const make = () =>
    run(async () => {
      const { token } = await meshi.communities.createInvitation({ communityId });
      setLink(invitationLink(token));
    });
  return (
    <section className="community-section" aria-label={words.links}>
      <h2 className="section-title">{words.links}</h2>
      <div>
        <Button isBusy={isBusy} onClick={() => void make()}>
          <Link2 size={18} aria-hidden />
          {words.createLink}
        </Button>
      </div>
      {link && (
        <div className="community-note">
          <CopyField label={words.links} hint={words.linkOnce} value={link} />
        </div>
      )}
      <Paged list={list} slips={1}>
        {(invitations) => (
          <ul>
            {invitations.map((invitation) => (
              <LinkRow key={invitation.id} invitation={invitation} communityId={communityId} />
            ))}
          </ul>
        )}
      </Paged>
      <ByHandle communityId={communityId} />
    </section>
  );
}

function LinkRow({ invitation, communityId }: PartProps & { invitation: Invitation }) {
  const words = useWords(communityWords);
  const { language } = useLanguage();
  const meshi = useMeshi();
  const { run, isBusy } = useAction(keys.communities);
  const { id: invitationId, state, uses, maxUses, expiresAt, createdBy } = invitation;
  const revoke = () => run(() => meshi.communities.revokeInvitation({ communityId, invitationId }), words.revoked);
  return (
    <li className="community-row">
      <div className="grow">
        <p>
          <span className="chip">{words.linkStates[state]}</span> {words.linkUses(uses, maxUses)}
        </p>
        <p className="quiet small">
          {createdBy.displayName} · {words.untilTime(fullTime(expiresAt, language))}
        </p>
      </div>
      {state === 'open' && (
        <Button isBusy={isBusy} onClick={() => void revoke()}>
          {words.revoke}
        </Button>
      )}
    </li>
  );
}

function ByHandle({ communityId }: PartProps) {
  const { errors } = useWords();
  const words = useWords(communityWords);
  const meshi = useMeshi();
  const toast = useToast();
  const form = useForm({ handle: '' });
  const submit = () => {
    const handle = form.fields.handle.trim().replace(/^@/, '').toLowerCase();
    void form.submit(
      async () => {
        const person = await meshi.profiles.getByHandle({ handle });
        await meshi.communities.invite({ communityId, personId: person.id });
        toast.done(words.invited);
        form.reset({ handle: '' });
      },
      handle ? {} : { handle: errors.required },
    );
  };
  return (
    <FormFrame form={form} onSubmit={submit}>
      <TextField
        {...form.text('handle')}
        label={words.inviteByName}
        problem={form.problems.handle ?? form.problem ?? undefined}
        autoCapitalize="none"
        autoComplete="off"
      />
      <div>
        <Button type="submit" isBusy={form.isBusy}>
          {words.invite}
        </Button>
      </div>
    </FormFrame>
  );
}
