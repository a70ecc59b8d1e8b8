/** Holds a call inside the server, so that a test can do something at exactly that moment. */
import { inTime } from './until.ts';

/**
 * The next call of `method` does its work, but returns only after `release`. `reached` resolves when its work is done. Later
 * calls are not held.
 */
export function holdNext<Service extends object>(
  service: Service,
  method: keyof Service & string,
): { reached: Promise<void>; release: () => void } {
  const [reached, released] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const original = service[method] as (...args: unknown[]) => Promise<unknown>;
  const held = async (...args: unknown[]) => {
    // The method itself is on the prototype.
    delete service[method];
    const result = await original.apply(service, args);
    reached.resolve();
    await released.promise;
    return result;
  };
  Object.assign(service, { [method]: held });
  const inReach = inTime(reached.promise, () => `nothing has called ${method}`);
  // Some tests only release the call.
  inReach.catch(() => {});
  return { reached: inReach, release: released.resolve };
}

/** While `act` runs, `method` fails as if the process had ended in it. */
export async function interrupting<Service extends object>(
  service: Service,
  method: keyof Service & string,
  act: () => Promise<unknown>,
): Promise<void> {
  const interrupted = async () => {
    throw new Error('The process ended here');
  };
  // Of a prototype it is an own method, which must come back.
  const own = Object.getOwnPropertyDescriptor(service, method);
  Object.assign(service, { [method]: interrupted });
  await act();
  delete service[method];
  if (own) Object.defineProperty(service, method, own);
}
