/** "Less like this" on a card of someone else: of its tags, of its kind, or of its owner; with a way back at once. */
import type { Topic } from '@meshi/client';
import { useQueryClient } from '@tanstack/react-query';
import { Hash, Shapes, UserMinus } from 'lucide-react';
import { useErrorText } from '../../app/error-text.ts';
import { useMeshi } from '../../app/meshi-context.tsx';
import { keys } from '../../app/query-keys.ts';
import { useWords } from '../../i18n/language.tsx';
import { Menu } from '../../ui/menu.tsx';
import { useTell } from '../../ui/toasts.tsx';

export function LessMenu({ topic }: { topic: Topic }) {
  const { home, topics } = useWords();
  const less = useLess(topic);
  return (
    <Menu
      label={home.lessMenu(topic.title)}
      entries={[
        ...(topic.tags.length > 0
          ? [{ label: home.lessTags(topic.tags.join(', ')), icon: Hash, onSelect: () => void less('tags') }]
          : []),
        { label: home.lessKind(topics.kinds[topic.kind]), icon: Shapes, onSelect: () => void less('kind') },
        { label: home.lessOwner(topic.owner.displayName), icon: UserMinus, onSelect: () => void less('owner') },
      ]}
    />
  );
}

function useLess(topic: Topic) {
  const meshi = useMeshi();
  const queries = useQueryClient();
  const tell = useTell();
  const text = useErrorText();
  const words = useWords();
  const refresh = () => {
    void queries.invalidateQueries({ queryKey: keys.topics });
    void queries.invalidateQueries({ queryKey: keys.less });
  };
  const undo = async (lessId: string) => {
    try {
      await meshi.home.removeLess({ lessId });
      refresh();
    } catch (error) {
      tell.problem(text(error));
    }
  };
  return async (about: 'tags' | 'kind' | 'owner') => {
    try {
      const { id } = await meshi.home.addLess({ topicId: topic.id, about });
      refresh();
      tell.moment({ text: words.home.lessDone, action: words.home.undo, onAction: () => void undo(id) });
    } catch (error) {
      tell.problem(text(error));
    }
  };
}
