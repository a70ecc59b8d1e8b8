/** Asks for how long a person stays out of a room, and why. */
import { type Peer, wireLimits } from '@meshi/client';
import { useMeshi } from '../../../app/meshi-context.tsx';
import { useWords } from '../../../i18n/language.ts';
import { RadioList } from '../../../ui/choices.tsx';
import { TextField } from '../../../ui/field.tsx';
import { FormDialog } from '../../../ui/form-dialog.tsx';
import { useToast } from '../../../ui/toasts.tsx';
import { roomWords } from '../words.ts';

/** Minutes; null as long as the room exists. */
const LENGTHS = { again: 0, soon: 10, never: null } as const;
type Length = keyof typeof LENGTHS;

interface RemoveDialogProps {
  roomId: string;
  /** Null: the dialog is closed. */
  peer: Peer | null;
  onClose: () => void;
}

export function RemoveDialog({ roomId, peer, onClose }: RemoveDialogProps) {
  const { moderation: words } = useWords(roomWords);
  const meshi = useMeshi();
  const toast = useToast();
  if (!peer) return null;
  const { person } = peer;
  return (
    <FormDialog
      isOpen
      onClose={onClose}
      title={words.removeTitle(person.displayName)}
      action={words.remove}
      isDanger
      isSmall
      start={(): { length: Length; reason: string } => ({ length: 'soon', reason: '' })}
      send={async ({ length, reason }) => {
        await meshi.rooms.removePerson({ roomId, personId: person.id, minutes: LENGTHS[length], reason });
        toast.done(words.removed(person.displayName));
      }}
    >
      {(form) => (
        <>
          <RadioList
            {...form.choice('length')}
            label={words.length}
            options={(Object.keys(LENGTHS) as Length[]).map((value) => ({ value, label: words.lengths[value] }))}
          />
          <TextField
            {...form.text('reason')}
            label={words.reason}
            hint={words.reasonHint}
            isOptional
            maxLength={wireLimits.reasonChars}
          />
        </>
      )}
    </FormDialog>
  );
}
