/** What the media workers of this process do with microphones, as mediasoup's own observers and dumps report it. */

import type { types } from 'mediasoup';
import * as mediasoup from 'mediasoup';

export interface MediaWatch {
  /** Whether the worker takes sound of this microphone: false if it is paused or closed. */
  isSending(producerId: string): Promise<boolean>;
  /** Whether the worker sends sound to this listener: false if the consumer is paused or closed. */
  isReceiving(consumerId: string): Promise<boolean>;
}

/** Records the microphones and listeners of all workers that start from now on. Call it before the app starts. */
export function watchMedia(): MediaWatch {
  const producers = new Map<string, types.Producer>();
  const consumers = new Map<string, types.Consumer>();
  mediasoup.observer.on('newworker', ({ observer }) => {
    observer.on('newrouter', (router) => {
      router.observer.on('newtransport', (transport) => {
        transport.observer.on('newproducer', (producer) => producers.set(producer.id, producer));
        transport.observer.on('newconsumer', (consumer) => consumers.set(consumer.id, consumer));
      });
    });
  });
  return {
    isSending: (producerId) => isRunning(producers.get(producerId)),
    isReceiving: (consumerId) => isRunning(consumers.get(consumerId)),
  };
}

/** Runs `during` while the workers are stopped: requests to them stay unanswered until it has ended. */
export async function whileWorkersHang<T>(pids: readonly number[], during: () => Promise<T>): Promise<T> {
  for (const pid of pids) process.kill(pid, 'SIGSTOP');
  try {
    return await during();
  } finally {
    for (const pid of pids) process.kill(pid, 'SIGCONT');
  }
}

/** Asks the worker itself: what this process believes could differ. */
async function isRunning(stream: types.Producer | types.Consumer | undefined): Promise<boolean> {
  if (!stream || stream.closed) return false;
  return !(await stream.dump()).paused;
}
