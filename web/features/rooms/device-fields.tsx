/** Chooses the microphone, with its level, and the speaker. Devices have names only after the microphone is allowed. */
import { type AudioDevice, watchAudioDevices } from '@meshi/client';
import { useLive } from '@meshi/client/react';
import { useEffect, useState } from 'react';
import { useWords } from '../../i18n/language.ts';
import { Button } from '../../ui/button.tsx';
import { SelectField } from '../../ui/field.tsx';
import type { EntryChoice } from './entry-choice.ts';
import type { MicrophoneTestState } from './use-microphone-test.ts';
import { roomWords } from './words.ts';

type Devices = Pick<EntryChoice, 'microphoneId' | 'speakerId'>;

interface DeviceFieldsProps {
  choice: Devices;
  onChange: (devices: Devices) => void;
  test: MicrophoneTestState;
  isMicrophoneShown: boolean;
  /** Whether the microphone will be used at once: then its level shows if the person has allowed it before. */
  isTalking: boolean;
}

export function DeviceFields({ choice, onChange, test, isMicrophoneShown, isTalking }: DeviceFieldsProps) {
  const words = useWords(roomWords);
  const devices = useAudioDevices(test.snapshot?.microphone === 'on');
  const isAllowed = devices?.permission === 'granted';
  const { start } = test;
  useEffect(() => {
    if (isTalking && isAllowed) start();
  }, [isTalking, isAllowed, start]);
  return (
    <>
      {isMicrophoneShown && (
        <div className="stack-tight">
          <DeviceField
            label={words.door.microphone}
            devices={devices?.microphones}
            id={choice.microphoneId}
            onChange={(microphoneId) => onChange({ ...choice, microphoneId })}
          />
          <MicrophoneLevel test={test} />
        </div>
      )}
      <DeviceField
        label={words.door.speaker}
        devices={devices?.speakers}
        id={choice.speakerId}
        onChange={(speakerId) => onChange({ ...choice, speakerId })}
      />
    </>
  );
}

/** The devices of this browser, read again when the microphone was opened. */
function useAudioDevices(isMicrophoneOpen: boolean) {
  const [devices, setDevices] = useState<ReturnType<typeof watchAudioDevices> | null>(null);
  useEffect(() => {
    const watched = watchAudioDevices();
    setDevices(watched);
    return () => watched.close();
  }, []);
  useEffect(() => {
    if (isMicrophoneOpen) void devices?.refresh();
  }, [isMicrophoneOpen, devices]);
  return useLive(devices);
}

const DEFAULT = '';

interface DeviceFieldProps {
  label: string;
  devices: readonly AudioDevice[] | undefined;
  id: string | null;
  onChange: (id: string | null) => void;
}

/** Hidden if there is nothing to choose. A device that is gone counts as the default. */
function DeviceField({ label, devices = [], id, onChange }: DeviceFieldProps) {
  const words = useWords(roomWords);
  if (devices.length < 2) return null;
  const options = [
    { value: DEFAULT, label: words.door.defaultDevice },
    ...devices.map((device) => ({ value: device.id, label: device.name })),
  ];
  const value = options.find((option) => option.value === id)?.value ?? DEFAULT;
  return <SelectField label={label} value={value} options={options} onChange={(chosen) => onChange(chosen || null)} />;
}

/** From this level on, a person speaks: breath and fans are quieter. */
const SPEECH_LEVEL = 0.35;

function MicrophoneLevel({ test: { snapshot, start } }: { test: MicrophoneTestState }) {
  const words = useWords(roomWords);
  const level = snapshot?.level ?? 0;
  const [isHeard, setHeard] = useState(false);
  const isOn = snapshot?.microphone === 'on';
  useEffect(() => {
    if (!isOn) setHeard(false);
    else if (level >= SPEECH_LEVEL) setHeard(true);
  }, [isOn, level]);
  if (!snapshot || snapshot.problem) {
    return (
      <>
        {snapshot?.problem && (
          <div className="sound-problem door-problem" role="alert">
            <strong>{words.micProblems[snapshot.problem].title}</strong>
            <p className="small">{words.micProblems[snapshot.problem].hint}</p>
          </div>
        )}
        {snapshot?.problem !== 'unsupported' && (
          <div>
            <Button onClick={start}>{words.micRetry}</Button>
          </div>
        )}
      </>
    );
  }
  return (
    <>
      <meter className="level" aria-label={words.door.level} value={level} />
      <p className="quiet" role="status">
        {snapshot.microphone === 'asking' ? words.door.asking : isHeard ? words.door.works : words.door.speak}
      </p>
    </>
  );
}
