/** One's picture: chosen, shown at once, then uploaded; or removed. */
import { wireLimits } from '@meshi/client';
import { type ChangeEvent, useEffect, useRef, useState } from 'react';
import { useErrorText } from '../../app/error-text.ts';
import { useMeshi, useMyself } from '../../app/meshi-context.tsx';
import { useWords } from '../../i18n/language.tsx';
import { Avatar } from '../../ui/avatar.tsx';
import { Button } from '../../ui/button.tsx';
import { useTell } from '../../ui/toasts.tsx';

const TYPES = 'image/jpeg,image/png,image/webp,image/gif,image/avif';

export function AvatarField() {
  const words = useWords();
  const meshi = useMeshi();
  const { profile } = useMyself();
  const tell = useTell();
  const text = useErrorText();
  const input = useRef<HTMLInputElement>(null);
  const [file, setFile] = useState<File | null>(null);
  const preview = usePreview(file);

  const attempt = async (action: () => Promise<unknown>) => {
    try {
      await action();
      tell.done(words.common.saved);
    } catch (error) {
      tell.problem(text(error));
    } finally {
      setFile(null);
    }
  };
  const onChange = (event: ChangeEvent<HTMLInputElement>) => {
    const [chosen] = event.target.files ?? [];
    event.target.value = '';
    if (!chosen) return;
    if (chosen.size > wireLimits.avatarBytes) return tell.problem(words.errors.too_large);
    setFile(chosen);
    void attempt(() => meshi.profiles.setAvatar(chosen));
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
          <Button onClick={() => input.current?.click()} isBusy={file !== null}>
            {words.me.avatarChoose}
          </Button>
          {profile.avatarUrl && (
            <Button kind="plain" onClick={() => void attempt(() => meshi.profiles.removeAvatar())}>
              {words.me.avatarRemove}
            </Button>
          )}
        </div>
        <p className="field-hint">{words.me.avatarHint}</p>
        <input
          ref={input}
          type="file"
          accept={TYPES}
          className="hidden-text"
          tabIndex={-1}
          aria-label={words.me.avatar}
          onChange={onChange}
        />
      </div>
    </div>
  );
}

/** An address under which the page can show a file that is not uploaded yet. */
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
