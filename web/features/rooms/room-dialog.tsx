/** Creates a room and enters it, or edits a room. */
import { type Room, wireLimits } from '@meshi/client';
import { useMeshi } from '../../app/meshi-context.tsx';
import { useRoomEntry } from '../../app/room-entry.ts';
import { useLanguage, useWords } from '../../i18n/language.ts';
import { Check } from '../../ui/choices.tsx';
import { TextField } from '../../ui/field.tsx';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { LanguageField, TagsField } from '../../ui/shared-fields.tsx';
import { useToast } from '../../ui/toasts.tsx';
import { roomWords } from './words.ts';

interface RoomDialogProps {
  isOpen: boolean;
  onClose: () => void;
  /** The room to edit; without one a new room is created. */
  room?: Room;
}

type Fields = Pick<Room, 'title' | 'tags' | 'language' | 'isStage'>;

export function RoomDialog({ isOpen, onClose, room }: RoomDialogProps) {
  const { common, errors } = useWords();
  const words = useWords(roomWords);
  const { language } = useLanguage();
  const meshi = useMeshi();
  const { enter } = useRoomEntry();
  const toast = useToast();

  const send = async ({ title, tags, language: spoken, isStage }: Fields) => {
    if (room) {
      await meshi.rooms.edit({ roomId: room.id, title, tags, isStage });
      return toast.done(common.saved);
    }
    const created = await meshi.rooms.create({ title, tags, language: spoken, isStage });
    enter(created.id);
  };
  return (
    <FormDialog<Fields>
      isOpen={isOpen}
      onClose={onClose}
      title={room ? words.editRoom : words.create}
      action={room ? common.save : words.open}
      start={() => ({
        title: room?.title ?? '',
        tags: room?.tags ?? [],
        language: room?.language ?? language,
        isStage: room?.isStage ?? false,
      })}
      check={({ title }) => (title.trim() ? {} : { title: errors.required })}
      send={send}
    >
      {(form) => (
        <>
          <TextField
            {...form.text('title')}
            label={words.titleField}
            hint={words.titleHint}
            maxCharacters={wireLimits.titleChars}
          />
          <TagsField {...form.choice('tags')} />
          {!room && <LanguageField {...form.choice('language')} />}
          {room?.circle?.kind !== 'match' && (
            <Check {...form.choice('isStage')} label={words.moderation.stage} hint={words.moderation.stageHint} />
          )}
        </>
      )}
    </FormDialog>
  );
}
