/** Asks what to talk about, before the search begins. */
import { useWords } from '../../i18n/language.ts';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { TagsField } from '../../ui/shared-fields.tsx';
import { instantTalkWords } from './words.ts';

interface StartDialogProps {
  isOpen: boolean;
  onClose: () => void;
  onStart: (tag: string | null) => Promise<void>;
}

export function StartDialog({ isOpen, onClose, onStart }: StartDialogProps) {
  const words = useWords(instantTalkWords);
  return (
    <FormDialog
      isOpen={isOpen}
      onClose={onClose}
      title={words.title}
      action={words.start}
      isSmall
      start={(): { tags: string[] } => ({ tags: [] })}
      send={({ tags }) => onStart(tags[0] ?? null)}
    >
      {(form) => <TagsField {...form.choice('tags')} label={words.tag} hint={words.tagHint} max={1} />}
    </FormDialog>
  );
}
