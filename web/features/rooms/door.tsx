/** The door of every room: asks how to enter, with which devices, and whether to leave the current room. */
import type { Room } from '@meshi/client';
import { Headphones, type LucideIcon, Mic, MicOff } from 'lucide-react';
import { useState } from 'react';
import { useRoomTitle } from '../../app/use-room-title.ts';
import { useWords } from '../../i18n/language.ts';
import { Button } from '../../ui/button.tsx';
import { Confirm } from '../../ui/confirm.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { DeviceFields } from './device-fields.tsx';
import {
  ENTRY_WAYS,
  type EntryChoice,
  type EntryWay,
  FIRST_CHOICE,
  readEntryChoice,
  rememberEntryChoice,
} from './entry-choice.ts';
import { useMicrophoneTest } from './use-microphone-test.ts';
import { roomWords } from './words.ts';
import './door.css';

/** What the door asks. `from` is the room that the reader would leave. */
export type DoorStep =
  | { kind: 'choose'; roomId: string }
  | { kind: 'switch'; roomId: string; from: Room; choice: EntryChoice };

interface DoorProps {
  step: DoorStep;
  onStep: (step: DoorStep | null) => void;
  /** The reader has chosen how to enter. It is remembered. */
  onChosen: (roomId: string) => void;
  onSwitch: (roomId: string, choice: EntryChoice) => void;
}

export function Door({ step, onStep, onChosen, onSwitch }: DoorProps) {
  const words = useWords(roomWords);
  const titleOf = useRoomTitle();
  const close = () => onStep(null);
  if (step.kind === 'switch') {
    return (
      <Confirm
        isOpen
        onClose={close}
        title={words.switchTitle}
        text={words.switchHint(titleOf(step.from))}
        action={words.switchJoin}
        isDanger={false}
        onConfirm={() => onSwitch(step.roomId, step.choice)}
      />
    );
  }
  return (
    <Dialog isOpen onClose={close} title={words.door.title}>
      <Choose
        onCancel={close}
        onChosen={(choice) => {
          rememberEntryChoice(choice);
          close();
          onChosen(step.roomId);
        }}
      />
    </Dialog>
  );
}

function Choose({ onCancel, onChosen }: { onCancel: () => void; onChosen: (choice: EntryChoice) => void }) {
  const { common } = useWords();
  const words = useWords(roomWords);
  const [choice, setChoice] = useState(() => readEntryChoice() ?? FIRST_CHOICE);
  const test = useMicrophoneTest(choice.microphoneId);
  const chooseWay = (way: EntryWay) => {
    setChoice({ ...choice, way });
    // Choosing to talk is the moment to ask for the microphone. The other ways need none yet.
    if (way === 'talk') test.start();
    else test.stop();
  };
  return (
    <div className="stack">
      <Ways way={choice.way} onChange={chooseWay} />
      <DeviceFields
        choice={choice}
        onChange={(devices) => setChoice({ ...choice, ...devices })}
        test={test}
        isMicrophoneShown={choice.way !== 'listen'}
        isTalking={choice.way === 'talk'}
      />
      <p className="quiet">{words.door.remembered}</p>
      <div className="dialog-actions">
        <Button onClick={onCancel}>{common.cancel}</Button>
        <Button kind="main" onClick={() => onChosen(choice)}>
          {words.join}
        </Button>
      </div>
    </div>
  );
}

const ICONS: Record<EntryWay, LucideIcon> = { listen: Headphones, muted: MicOff, talk: Mic };

function Ways({ way, onChange }: { way: EntryWay; onChange: (way: EntryWay) => void }) {
  const words = useWords(roomWords);
  return (
    <fieldset className="field">
      <legend className="hidden-text">{words.door.title}</legend>
      <div className="door-ways">
        {ENTRY_WAYS.map((value) => {
          const Icon = ICONS[value];
          return (
            <label key={value} className="door-way">
              <input
                type="radio"
                name="entry-way"
                value={value}
                checked={value === way}
                aria-describedby={`door-${value}`}
                aria-label={words.door.ways[value].label}
                onChange={() => onChange(value)}
              />
              <Icon size={22} aria-hidden />
              <span>
                <span className="door-way-label">{words.door.ways[value].label}</span>
                <span className="door-way-hint" id={`door-${value}`}>
                  {words.door.ways[value].hint}
                </span>
              </span>
            </label>
          );
        })}
      </div>
    </fieldset>
  );
}
