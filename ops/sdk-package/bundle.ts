/** Builds with Vite inside of this process, which goes on afterwards. */
import { build, type InlineConfig, type Rolldown } from 'vite';

/** Vite sets NODE_ENV to production for the whole process. It would change what the process does or starts later. */
export async function bundle(config: InlineConfig): Promise<Rolldown.RolldownOutput[]> {
  const { NODE_ENV } = process.env;
  try {
    return (await build(config)) as Rolldown.RolldownOutput[];
  } finally {
    if (NODE_ENV === undefined) delete process.env.NODE_ENV;
    else process.env.NODE_ENV = NODE_ENV;
  }
}
