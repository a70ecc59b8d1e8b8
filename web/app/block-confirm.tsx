/** Asks before blocking someone, then blocks. */
import type { ProfileSummary } from '@meshi/client';
import { useQueryClient } from '@tanstack/react-query';
import { useWords } from '../i18n/language.ts';
import { Confirm } from '../ui/confirm.tsx';
import { useToast } from '../ui/toasts.tsx';
import { useMeshi } from './meshi-context.tsx';
import { useAction } from './use-action.ts';

interface BlockConfirmProps {
  person: ProfileSummary;
  isOpen: boolean;
  onClose: () => void;
  onBlocked: () => void;
}

export function BlockConfirm({ person, isOpen, onClose, onBlocked }: BlockConfirmProps) {
  const { block: words } = useWords();
  const meshi = useMeshi();
  const queries = useQueryClient();
  const toast = useToast();
  const { run } = useAction();
  const block = () =>
    run(async () => {
      await meshi.blocks.create({ personId: person.id });
      // Leave first: screens about this person would fail, because the reader can no longer see the person.
      onBlocked();
      toast.done(words.done);
      await meshi.conversations.list().refresh();
      await queries.invalidateQueries();
    });
  return (
    <Confirm
      isOpen={isOpen}
      onClose={onClose}
      title={words.title(person.displayName)}
      text={words.hint}
      action={words.action}
      onConfirm={block}
    />
  );
}
