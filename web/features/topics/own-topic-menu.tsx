/** The menu of my own topic: edit it, close or reopen it, delete it. */
import type { Topic } from '@meshi/client';
import { Archive, ArchiveRestore, Pencil, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { useMeshi } from '../../app/meshi-context.tsx';
import { keys } from '../../app/query-keys.ts';
import { useAction } from '../../app/use-action.ts';
import { useWords } from '../../i18n/language.ts';
import { Confirm } from '../../ui/confirm.tsx';
import { Menu } from '../../ui/menu.tsx';
import { TopicDialog } from './topic-dialog.tsx';
import { topicWords } from './words.ts';

export function OwnTopicMenu({ topic, backTo }: { topic: Topic; backTo: string }) {
  const { common } = useWords();
  const words = useWords(topicWords);
  const meshi = useMeshi();
  const navigate = useNavigate();
  const [open, setOpen] = useState<'edit' | 'delete' | null>(null);
  const { run } = useAction(keys.topics, keys.interests);
  const { id: topicId } = topic;
  return (
    <>
      <Menu
        entries={[
          { label: common.edit, icon: Pencil, onSelect: () => setOpen('edit') },
          topic.state === 'open'
            ? {
                label: words.closeTopic,
                icon: Archive,
                onSelect: () => void run(() => meshi.topics.close({ topicId }), words.closed),
              }
            : {
                label: words.reopen,
                icon: ArchiveRestore,
                onSelect: () => void run(() => meshi.topics.reopen({ topicId }), words.reopened),
              },
          { label: words.delete, icon: Trash2, isDanger: true, onSelect: () => setOpen('delete') },
        ]}
      />
      <TopicDialog isOpen={open === 'edit'} onClose={() => setOpen(null)} topic={topic} />
      <Confirm
        isOpen={open === 'delete'}
        onClose={() => setOpen(null)}
        title={words.deleteTitle}
        text={words.deleteHint}
        action={common.remove}
        onConfirm={async () => {
          if (await run(() => meshi.topics.delete({ topicId }), words.deleted)) navigate(backTo);
        }}
      />
    </>
  );
}
