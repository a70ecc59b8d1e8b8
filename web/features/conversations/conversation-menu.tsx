/** Profile, unmatch and block, from within a conversation. */
import type { Conversation, MeshiClient, ProfileSummary } from '@meshi/client';
import { Ban, UserRound, UserRoundX } from 'lucide-react';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { useErrorText } from '../../app/error-text.ts';
import { useMeshi } from '../../app/meshi-context.tsx';
import { useWords } from '../../i18n/language.tsx';
import { Confirm } from '../../ui/confirm.tsx';
import { Menu } from '../../ui/menu.tsx';
import { useTell } from '../../ui/toasts.tsx';
import { BlockConfirm } from '../people/block-confirm.tsx';

export function ConversationMenu({ info, person }: { info: Conversation; person: ProfileSummary }) {
  const words = useWords();
  const meshi = useMeshi();
  const tell = useTell();
  const text = useErrorText();
  const navigate = useNavigate();
  const [open, setOpen] = useState<'end' | 'block' | null>(null);

  const endMatch = async () => {
    try {
      // One that is older than the field names no match yet.
      const matchId = info.subjectId ?? (await findMatchId(meshi, info.id));
      if (matchId !== null) await meshi.matches.end({ matchId });
      await meshi.conversations.list().refresh();
      tell.done(words.conversations.ended);
    } catch (error) {
      tell.problem(text(error));
    }
  };

  return (
    <>
      <Menu
        entries={[
          { label: words.conversations.profile, icon: UserRound, to: `/people/${person.id}` },
          ...(info.state === 'open'
            ? [{ label: words.conversations.endMatch, icon: UserRoundX, onSelect: () => setOpen('end') }]
            : []),
          { label: words.person.block, icon: Ban, isDanger: true, onSelect: () => setOpen('block') },
        ]}
      />
      <Confirm
        isOpen={open === 'end'}
        onClose={() => setOpen(null)}
        title={words.conversations.endMatchTitle(person.displayName)}
        text={words.conversations.endMatchHint}
        action={words.conversations.endMatch}
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

/** The running match that owns a conversation. */
async function findMatchId(meshi: MeshiClient, conversationId: string): Promise<string | null> {
  let cursor: string | null = null;
  do {
    // One page after the other: each needs the cursor of the last.
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
