/** Asks before blocking someone, and blocks. */
import type { ProfileSummary } from '@meshi/client';
import { useQueryClient } from '@tanstack/react-query';
import { useErrorText } from '../../app/error-text.ts';
import { useMeshi } from '../../app/meshi-context.tsx';
import { useWords } from '../../i18n/language.tsx';
import { Confirm } from '../../ui/confirm.tsx';
import { useTell } from '../../ui/toasts.tsx';

interface BlockConfirmProps {
  person: ProfileSummary;
  isOpen: boolean;
  onClose: () => void;
  onBlocked: () => void;
}

export function BlockConfirm({ person, isOpen, onClose, onBlocked }: BlockConfirmProps) {
  const words = useWords();
  const meshi = useMeshi();
  const queries = useQueryClient();
  const tell = useTell();
  const text = useErrorText();
  const block = async () => {
    try {
      await meshi.blocks.create({ personId: person.id });
      // Leaves first: the screens about this person would only find that they may not see them any more.
      onBlocked();
      tell.done(words.person.blocked);
      await meshi.conversations.list().refresh();
      await queries.invalidateQueries();
    } catch (error) {
      tell.problem(text(error));
    }
  };
  return (
    <Confirm
      isOpen={isOpen}
      onClose={onClose}
      title={words.person.blockTitle(person.displayName)}
      text={words.person.blockHint}
      action={words.person.block}
      onConfirm={block}
    />
  );
}
