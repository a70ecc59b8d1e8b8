/** The microphones and speakers of this browser, kept up to date while devices come and go. */
import { Live, type Unsubscribe } from './events.ts';
import { mediaDevices, microphonePermission } from './platform.ts';

/** Ids of Chromium for "the system's default"; here that is the absence of a choice. */
const DEFAULT_IDS = ['default', 'communications'];

/** A microphone or a speaker. */
export interface AudioDevice {
  /** For `microphoneId`, `speakerId`, `setMicrophone` and `setSpeaker`. Another browser has other ids. */
  readonly id: string;
  /** As the system names it. */
  readonly name: string;
}

/** State of the audio devices. */
export interface AudioDevicesSnapshot {
  /** Whether the devices have been read. */
  readonly isLoaded: boolean;
  /** The microphones. Empty until the person has allowed the microphone, because browsers hide devices before that. */
  readonly microphones: readonly AudioDevice[];
  /** The speakers and headphones that can be chosen. Empty if the browser cannot choose one. */
  readonly speakers: readonly AudioDevice[];
  /** Whether the person has allowed the microphone for this page; `unknown` if the browser does not tell. */
  readonly permission: 'granted' | 'denied' | 'prompt' | 'unknown';
}

/** Events of the audio devices. */
export interface AudioDevicesEvents {
  /** Fired when a device was connected or removed, and when the permission has changed. */
  changed: AudioDevicesSnapshot;
}

/** Returns the live list of the microphones and speakers. It never asks for permission. Close it when you are done. */
export function watchAudioDevices(): AudioDevices {
  return AudioDevices.start();
}

/** The live list that `watchAudioDevices()` returns. */
export class AudioDevices extends Live<AudioDevicesSnapshot, AudioDevicesEvents> {
  #stop: Unsubscribe[] = [];
  #isClosed = false;

  /** @internal Called by `watchAudioDevices`. */
  static start(): AudioDevices {
    const devices = new AudioDevices({ isLoaded: false, microphones: [], speakers: [], permission: 'unknown' });
    void devices.#begin();
    return devices;
  }

  /** Reads the devices again: some browsers fire no event when a permission makes them visible. */
  async refresh(): Promise<void> {
    // Where devices cannot be listed, the list stays empty.
    const all =
      (await mediaDevices()
        ?.enumerateDevices()
        .catch(() => [])) ?? [];
    if (this.#isClosed) return;
    this.update({
      isLoaded: true,
      microphones: this.#same('microphones', devicesOf(all, 'audioinput')),
      speakers: this.#same('speakers', canChooseSpeaker() ? devicesOf(all, 'audiooutput') : []),
    });
  }

  /** Stops watching. Idempotent. */
  close(): void {
    this.#isClosed = true;
    for (const stop of this.#stop) stop();
    this.#stop = [];
  }

  async #begin(): Promise<void> {
    const media = mediaDevices();
    const onChange = () => void this.refresh();
    media?.addEventListener('devicechange', onChange);
    this.#stop.push(() => media?.removeEventListener('devicechange', onChange));
    const [status] = await Promise.all([microphonePermission(), this.refresh()]);
    if (!status || this.#isClosed) return;
    const onPermission = () => {
      this.update({ permission: status.state });
      void this.refresh();
    };
    this.update({ permission: status.state });
    status.addEventListener('change', onPermission);
    this.#stop.push(() => status.removeEventListener('change', onPermission));
  }

  /** Keeps the former array if it has the same devices: snapshots change only when something has changed. */
  #same(field: 'microphones' | 'speakers', found: readonly AudioDevice[]): readonly AudioDevice[] {
    const known = this.snapshot[field];
    return JSON.stringify(known) === JSON.stringify(found) ? known : found;
  }
}

/** Whether the browser can play the sound of a page on a chosen device. */
export function canChooseSpeaker(): boolean {
  return typeof HTMLMediaElement !== 'undefined' && 'setSinkId' in HTMLMediaElement.prototype;
}

function devicesOf(all: readonly MediaDeviceInfo[], kind: MediaDeviceKind): AudioDevice[] {
  return all
    .filter((device) => device.kind === kind && device.deviceId !== '' && !DEFAULT_IDS.includes(device.deviceId))
    .map(({ deviceId, label }) => ({ id: deviceId, name: label }));
}
