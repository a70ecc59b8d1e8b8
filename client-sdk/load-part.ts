/** Parts of the SDK that are loaded on first use. */
import { networkError } from './errors.ts';

/** Loads a part. @throws MeshiError `unavailable` with the reason `network` */
export async function loadPart<Part>(load: () => Promise<Part>): Promise<Part> {
  try {
    return await load();
  } catch (error) {
    throw networkError(error);
  }
}
