/** The menu of someone else's topic: show less of its tags, its kind or its owner, with an undo button; or report it. */
import type { Topic } from '@meshi/client';
import { Flag, Hash, Shapes, UserMinus } from 'lucide-react';
import { useState } from 'react';
import { useMeshi } from '../../app/meshi-context.tsx';
import { keys } from '../../app/query-keys.ts';
import { useAction } from '../../app/use-action.ts';
import { useWords } from '../../i18n/language.ts';
import { Menu } from '../../ui/menu.tsx';
import { ReportDialog } from '../../ui/report/report-dialog.tsx';
import { useToast } from '../../ui/toasts.tsx';
import { topicWords } from './words.ts';

interface OthersTopicMenuProps {
  topic: Topic;
  /** Called when the owner was blocked: their topic must be left. */
  onBlocked?: () => void;
}

export function OthersTopicMenu({ topic, onBlocked }: OthersTopicMenuProps) {
  const { report, topicKinds } = useWords();
  const words = useWords(topicWords);
  const showLess = useShowLess(topic);
  const [isReporting, setReporting] = useState(false);
  return (
    <>
      <Menu
        label={words.notInterested.menu(topic.title)}
        entries={[
          ...(topic.tags.length > 0
            ? [{ label: words.notInterested.tags(topic.tags.join(', ')), icon: Hash, onSelect: () => showLess('tags') }]
            : []),
          { label: words.notInterested.kind(topicKinds[topic.kind]), icon: Shapes, onSelect: () => showLess('kind') },
          {
            label: words.notInterested.owner(topic.owner.displayName),
            icon: UserMinus,
            onSelect: () => showLess('owner'),
          },
          { label: report.action, icon: Flag, onSelect: () => setReporting(true) },
        ]}
      />
      <ReportDialog
        subject={{ kind: 'topic', id: topic.id, personId: topic.owner.id }}
        isOpen={isReporting}
        onClose={() => setReporting(false)}
        onBlocked={onBlocked}
      />
    </>
  );
}

function useShowLess(topic: Topic) {
  const meshi = useMeshi();
  const toast = useToast();
  const { common } = useWords();
  const words = useWords(topicWords);
  const { run } = useAction(keys.topics, keys.notInterested);
  const undo = (notInterestedId: string) => void run(() => meshi.home.removeNotInterested({ notInterestedId }));
  return (about: 'tags' | 'kind' | 'owner') =>
    void run(async () => {
      const { id } = await meshi.home.addNotInterested({ topicId: topic.id, about });
      toast.action({ text: words.notInterested.done, action: common.undo, onAction: () => undo(id) });
    });
}
