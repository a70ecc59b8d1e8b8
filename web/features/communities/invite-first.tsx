/** What the owner of a new community does first: inviting people. */
import type { Community } from '@meshi/client';
import { useQueryClient } from '@tanstack/react-query';
import { useMeshi } from '../../app/meshi-context.tsx';
import { keys } from '../../app/query-keys.ts';
import { useWords } from '../../i18n/language.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { InviteStep } from '../../ui/invite-step.tsx';
import { invitationLink } from './invitation-link.ts';
import { communityWords } from './words.ts';

export function InviteFirst({ community: { id, name }, onDone }: { community: Community; onDone: () => void }) {
  const words = useWords(communityWords);
  const meshi = useMeshi();
  const queries = useQueryClient();
  const makeLink = async () => {
    const { token } = await meshi.communities.createInvitation({ communityId: id });
    void queries.invalidateQueries({ queryKey: keys.communities });
    return invitationLink(token);
  };
  return (
    <Dialog isOpen onClose={onDone} title={words.inviteFirst(name)} isSmall>
      <InviteStep
        hint={words.inviteHint}
        linkHint={words.inviteLinkHint}
        title={words.inviteFirst(name)}
        makeLink={makeLink}
        onDone={onDone}
      />
    </Dialog>
  );
}
