/** The menu of a conversation: mute; in a conversation of two also the other person's profile, unmatch, report, and block. */
import type { Conversation, MeshiClient, ProfileSummary } from '@meshi/client';
import { Ban, Flag, UserRound, UserRoundX } from 'lucide-react';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { BlockConfirm } from '../../app/block-confirm.tsx';
import { useMeshi } from '../../app/meshi-context.tsx';
import { useAction } from '../../app/use-action.ts';
import { useWords } from '../../i18n/language.ts';
import { Confirm } from '../../ui/confirm.tsx';
import { Menu } from '../../ui/menu.tsx';
import { ReportDialog } from '../../ui/report/report-dialog.tsx';
import { useMuteEntries } from './use-mute-entries.ts';
import { conversationWords } from './words.ts';

/** The menu of a meal or a channel. */
export function SharedConversationMenu({ info }: { info: Conversation }) {
  const entries = useMuteEntries(info);
  return entries.length > 0 && <Menu entries={entries} />;
}

export function ConversationMenu({ info, person }: { info: Conversation; person: ProfileSummary }) {
  const mute = useMuteEntries(info);
  const { block, profile, report } = useWords();
  const words = useWords(conversationWords);
  const meshi = useMeshi();
  const navigate = useNavigate();
  const [open, setOpen] = useState<'end' | 'report' | 'block' | null>(null);
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
          ...mute,
          ...(info.state === 'open'
            ? [{ label: words.endMatch, icon: UserRoundX, onSelect: () => setOpen('end') }]
            : []),
          { label: report.action, icon: Flag, onSelect: () => setOpen('report') },
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
      <ReportDialog
        subject={{ kind: 'person', id: person.id, personId: person.id }}
        isOpen={open === 'report'}
        onClose={() => setOpen(null)}
        onBlocked={() => navigate('/conversations')}
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
