/** My picture: shown as soon as it is chosen, then uploaded; or removed. */
import { wireLimits } from '@meshi/client';
import { type ChangeEvent, useEffect, useRef, useState } from 'react';
import { useMeshi, useMyself } from '../../app/meshi-context.tsx';
import { useAction } from '../../app/use-action.ts';
import { useWords } from '../../i18n/language.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { Button } from '../../ui/button.tsx';
import { PICTURE_TYPES } from '../../ui/picture-types.ts';
import { useToast } from '../../ui/toasts.tsx';
import { meWords } from './words.ts';
import './avatar-field.css';

export function AvatarField() {
  const { common, errors } = useWords();
  const words = useWords(meWords);
  const meshi = useMeshi();
  const { profile } = useMyself();
  const toast = useToast();
  const { run, isBusy } = useAction();
  const input = useRef<HTMLInputElement>(null);
  const [file, setFile] = useState<File | null>(null);
  const preview = usePreview(file);

  const onChange = async (event: ChangeEvent<HTMLInputElement>) => {
    const [chosen] = event.target.files ?? [];
    event.target.value = '';
    if (!chosen) return;
    if (chosen.size > wireLimits.avatarBytes) return toast.problem(errors.codes.too_large);
    setFile(chosen);
    await run(() => meshi.profiles.setAvatar(chosen), common.saved);
    setFile(null);
  };

  return (
    <div className="avatar-field">
      <span aria-busy={file !== null} style={{ opacity: file ? 0.6 : 1 }}>
        {preview ? (
          <span className="avatar" style={{ '--size': '96px' } as React.CSSProperties}>
            <img src={preview} alt="" />
          </span>
        ) : (
          <Avatar person={profile} size={96} />
        )}
      </span>
      <div className="stack-tight">
        <div className="row">
          <Button onClick={() => input.current?.click()} isBusy={isBusy}>
            {words.avatarChoose}
          </Button>
          {profile.avatarUrl && (
            <Button
              kind="plain"
              isBusy={isBusy}
              onClick={() => void run(() => meshi.profiles.removeAvatar(), common.saved)}
            >
              {words.avatarRemove}
            </Button>
          )}
        </div>
        <p className="field-hint">{words.avatarHint}</p>
        <input
          ref={input}
          type="file"
          accept={PICTURE_TYPES}
          className="hidden-text"
          tabIndex={-1}
          aria-label={words.avatar}
          onChange={(event) => void onChange(event)}
        />
      </div>
    </div>
  );
}

/** A URL for a file that is not uploaded yet. */
function usePreview(file: File | null): string | null {
  const [url, setUrl] = useState<string | null>(null);
  useEffect(() => {
    if (!file) return setUrl(null);
    const made = URL.createObjectURL(file);
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [file]);
  return url;
}
