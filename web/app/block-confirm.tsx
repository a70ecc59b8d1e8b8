/** Asks before blocking someone, then blocks. */
import type { ProfileSummary } from '@meshi/client';
import { useWords } from '../i18n/language.ts';
import { Confirm } from '../ui/confirm.tsx';
import { useAction } from './use-action.ts';
import { useBlock } from './use-block.ts';

interface BlockConfirmProps {
  person: ProfileSummary;
  isOpen: boolean;
  onClose: () => void;
  onBlocked: () => void;
}

export function BlockConfirm({ person, isOpen, onClose, onBlocked }: BlockConfirmProps) {
  const { block: words } = useWords();
  const block = useBlock();
  const { run } = useAction();
  return (
    <Confirm
      isOpen={isOpen}
      onClose={onClose}
      title={words.title(person.displayName)}
      text={words.hint}
      action={words.action}
      onConfirm={() => run(() => block(person.id, onBlocked))}
    />
  );
}
