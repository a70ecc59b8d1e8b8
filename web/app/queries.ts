/** How the app reads over HTTP. */
import { MeshiError } from '@meshi/client';
import { QueryClient } from '@tanstack/react-query';

/** The cache of what was read over HTTP. */
export const createQueries = () =>
  new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 20_000,
        // Only temporary errors are retried, at most twice: the server would refuse the same request again.
        retry: (count, error) => count < 2 && MeshiError.from(error).isTemporary,
        // While offline, a read fails at once and shows an error, instead of waiting silently.
        networkMode: 'always',
      },
      mutations: { networkMode: 'always' },
    },
  });
