/** What the owner can do with a topic. */
import type { Topic } from '@meshi/client';
import { Archive, ArchiveRestore, Pencil, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { useWords } from '../../i18n/language.tsx';
import { Confirm } from '../../ui/confirm.tsx';
import { Menu } from '../../ui/menu.tsx';
import { TopicDialog } from './topic-dialog.tsx';
import { useTopicActions } from './topic-queries.ts';

export function OwnTopicMenu({ topic, backTo }: { topic: Topic; backTo: string }) {
  const words = useWords();
  const [open, setOpen] = useState<'edit' | 'delete' | null>(null);
  const actions = useTopicActions(topic.id);
  const navigate = useNavigate();
  return (
    <>
      <Menu
        entries={[
          { label: words.common.edit, icon: Pencil, onSelect: () => setOpen('edit') },
          topic.state === 'open'
            ? {
                label: words.topics.closeTopic,
                icon: Archive,
                onSelect: () => void actions.close(words.topics.closed),
              }
            : {
                label: words.topics.reopen,
                icon: ArchiveRestore,
                onSelect: () => void actions.reopen(words.topics.reopened),
              },
          { label: words.topics.delete, icon: Trash2, isDanger: true, onSelect: () => setOpen('delete') },
        ]}
      />
      <TopicDialog isOpen={open === 'edit'} onClose={() => setOpen(null)} topic={topic} />
      <Confirm
        isOpen={open === 'delete'}
        onClose={() => setOpen(null)}
        title={words.topics.deleteTitle}
        text={words.topics.deleteHint}
        action={words.common.remove}
        onConfirm={async () => {
          if (await actions.delete(words.topics.deleted)) navigate(backTo);
        }}
      />
    </>
  );
}
