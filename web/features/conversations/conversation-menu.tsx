/** The menu of a conversation of two: see the profile of the other person, unmatch, block. */
import type { Conversation, MeshiClient, ProfileSummary } from '@meshi/client';
import { Ban, UserRound, UserRoundX } from 'lucide-react';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { BlockConfirm } from '../../app/block-confirm.tsx';
import { useMeshi } from '../../app/meshi-context.tsx';
import { useAction } from '../../app/use-action.ts';
import { useWords } from '../../i18n/language.ts';
import { Confirm } from '../../ui/confirm.tsx';
import { Menu } from '../../ui/menu.tsx';
import { conversationWords } from './words.ts';

export function ConversationMenu({ info, person }: { info: Conversation; person: ProfileSummary }) {
  const { block, profile } = useWords();
  const words = useWords(conversationWords);
  const meshi = useMeshi();
  const navigate = useNavigate();
  const [open, setOpen] = useState<'end' | 'block' | null>(null);
  const { run } = useAction();

  const endMatch = () =>
    run(async () => {
      // Conversations that are older than the field `subjectId` do not name their match.
      const matchId = info.subjectId ?? (await findMatchId(meshi, info.id));
      if (matchId !== null) await meshi.matches.end({ matchId });
      await meshi.conversations.list().refresh();
    }, words.ended);

  return (
    <>
      <Menu
        entries={[
          { label: profile.title, icon: UserRound, to: `/people/${person.id}` },
          ...(info.state === 'open'
            ? [{ label: words.endMatch, icon: UserRoundX, onSelect: () => setOpen('end') }]
            : []),
          { label: block.action, icon: Ban, isDanger: true, onSelect: () => setOpen('block') },
        ]}
      />
      <Confirm
        isOpen={open === 'end'}
        onClose={() => setOpen(null)}
        title={words.endMatchTitle(person.displayName)}
        text={words.endMatchHint}
        action={words.endMatch}
        onConfirm={endMatch}
      />
      <BlockConfirm
        person={person}
        isOpen={open === 'block'}
        onClose={() => setOpen(null)}
        onBlocked={() => navigate('/conversations')}
      />
    </>
  );
}

/** The match that a conversation belongs to. */
async function findMatchId(meshi: MeshiClient, conversationId: string): Promise<string | null> {
  let cursor: string | null = null;
  do {
    const page: Awaited<ReturnType<MeshiClient['matches']['list']>> = await meshi.matches.list({
      limit: 100,
      ...(cursor !== null && { cursor }),
    });
    const match = page.items.find((item) => item.conversationId === conversationId);
    if (match) return match.id;
    cursor = page.nextCursor;
  } while (cursor !== null);
  return null;
}
