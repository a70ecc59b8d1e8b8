/** Changes the microphone and the speaker inside a room. The choice applies at once, and is remembered. */
import type { VoiceSession } from '@meshi/client';
import { useLive } from '@meshi/client/react';
import { useWords } from '../../i18n/language.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { DeviceFields } from './device-fields.tsx';
import { choiceOf, FIRST_CHOICE, readEntryChoice, rememberEntryChoice } from './entry-choice.ts';
import { useMicrophoneTest } from './use-microphone-test.ts';
import { roomWords } from './words.ts';
import './door.css';

export function DeviceDialog(props: { isOpen: boolean; onClose: () => void; session: VoiceSession }) {
  const words = useWords(roomWords);
  return (
    <Dialog isOpen={props.isOpen} onClose={props.onClose} title={words.door.devices}>
      <Body session={props.session} />
    </Dialog>
  );
}

function Body({ session }: { session: VoiceSession }) {
  const snapshot = useLive(session);
  const test = useMicrophoneTest(snapshot.microphoneId);
  const { microphoneId, speakerId } = snapshot;
  return (
    <div className="stack">
      <DeviceFields
        choice={{ microphoneId, speakerId }}
        onChange={(devices) => {
          if (devices.microphoneId !== microphoneId) void session.setMicrophone(devices.microphoneId);
          if (devices.speakerId !== speakerId) void session.setSpeaker(devices.speakerId);
          const { way } = readEntryChoice() ?? FIRST_CHOICE;
          rememberEntryChoice({ ...devices, way });
        }}
        test={test}
        isMicrophoneShown
        isTalking={choiceOf(snapshot).way === 'talk'}
      />
    </div>
  );
}
