/** Offers a new build. It appears neither while the reader types nor in a room, and nothing reloads by itself. */
import { useEffect, useState, useSyncExternalStore } from 'react';
import { useWords } from '../i18n/language.ts';
import { useRoomEntry } from './room-entry.ts';
import { newBuild, takeNewBuild } from './service-worker.ts';

export function UpdateLine() {
  const { connection } = useWords();
  const { insideId } = useRoomEntry();
  const isReady = useSyncExternalStore(newBuild.subscribe, newBuild.isReady);
  const isTyping = useIsTyping();
  // Once it is there, it stays while the reader types: the field must not jump.
  const [isShown, setShown] = useState(false);
  useEffect(() => {
    if (!isReady || insideId) setShown(false);
    else if (!isTyping) setShown(true);
  }, [isReady, insideId, isTyping]);
  return (
    <div role="status">
      {isShown && (
        <div className="line-banner">
          {connection.newBuild}
          <button type="button" className="link-button" onClick={takeNewBuild}>
            {connection.reload}
          </button>
        </div>
      )}
    </div>
  );
}

const FIELDS = 'textarea, input:not([type="checkbox"], [type="radio"]), [contenteditable="true"]';

function useIsTyping(): boolean {
  return useSyncExternalStore(
    (listener) => {
      document.addEventListener('focusin', listener);
      // The next element has the focus after this event.
      const later = () => setTimeout(listener);
      document.addEventListener('focusout', later);
      return () => {
        document.removeEventListener('focusin', listener);
        document.removeEventListener('focusout', later);
      };
    },
    () => document.activeElement?.matches(FIELDS) ?? false,
  );
}
