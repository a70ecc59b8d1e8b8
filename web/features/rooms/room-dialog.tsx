/** Creating a room, which one then walks into; or editing one. */
import { type Room, wireLimits } from '@meshi/client';
import { type FormEvent, useRef, useState } from 'react';
import { useNavigate } from 'react-router';
import { useMeshi } from '../../app/meshi-context.tsx';
import { useForm } from '../../app/use-form.ts';
import { useLanguage } from '../../i18n/language.tsx';
import { LANGUAGES } from '../../i18n/languages.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { SelectField, TextField } from '../../ui/field.tsx';
import { ListInput, normalizeTag } from '../../ui/list-input.tsx';
import { useTell } from '../../ui/toasts.tsx';
import { useVoiceRoom } from './voice-context.tsx';

interface RoomDialogProps {
  isOpen: boolean;
  onClose: () => void;
  /** The room to edit; without one a new room is created. */
  room?: Room;
}

export function RoomDialog({ isOpen, onClose, room }: RoomDialogProps) {
  const { words } = useLanguage();
  const title = useRef<HTMLInputElement>(null);
  return (
    <Dialog
      isOpen={isOpen}
      onClose={onClose}
      title={room ? words.rooms.editRoom : words.rooms.createTitle}
      initialFocus={title}
    >
      <RoomForm room={room} onClose={onClose} titleRef={title} />
    </Dialog>
  );
}

function RoomForm(props: {
  room: Room | undefined;
  onClose: () => void;
  titleRef: { current: HTMLInputElement | null };
}) {
  const { room, onClose } = props;
  const { words, language: uiLanguage } = useLanguage();
  const meshi = useMeshi();
  const voice = useVoiceRoom();
  const tell = useTell();
  const navigate = useNavigate();
  const form = useForm(['title', 'tags']);
  const [title, setTitle] = useState(room?.title ?? '');
  const [tags, setTags] = useState<string[]>(room?.tags ?? []);
  const [language, setLanguage] = useState(room?.language ?? uiLanguage);

  const save = async () => {
    if (room) {
      await meshi.rooms.edit({ roomId: room.id, title, tags });
      tell.done(words.common.saved);
      return onClose();
    }
    const created = await meshi.rooms.create({ title, tags, language });
    onClose();
    navigate(`/rooms/${created.id}`);
    void voice.join(created.id);
  };
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    void form.submit(save, title.trim() ? {} : { title: words.errors.required });
  };

  return (
    <form className="stack" onSubmit={onSubmit} noValidate>
      <TextField
        ref={props.titleRef}
        label={words.rooms.titleField}
        hint={words.rooms.titleHint}
        problem={form.problems.title}
        maxLength={wireLimits.titleChars}
        value={title}
        onChange={(event) => setTitle(event.target.value)}
      />
      <ListInput
        label={words.topics.tags}
        hint={words.topics.tagsHint}
        problem={form.problems.tags}
        values={tags}
        onChange={setTags}
        maxItems={wireLimits.tags}
        maxChars={wireLimits.tagChars}
        normalize={normalizeTag}
      />
      {!room && (
        <SelectField
          label={words.topics.languageLabel}
          value={language}
          onChange={setLanguage}
          options={LANGUAGES.map((value) => ({ value, label: words.languages[value] }))}
        />
      )}
      {form.problem && (
        <p className="field-problem" role="alert">
          {form.problem}
        </p>
      )}
      <div className="dialog-actions">
        <Button onClick={onClose}>{words.common.cancel}</Button>
        <Button kind="main" type="submit" isBusy={form.isBusy}>
          {room ? words.common.save : words.rooms.open}
        </Button>
      </div>
    </form>
  );
}
