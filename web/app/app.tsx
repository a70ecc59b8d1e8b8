/** Puts together what every screen uses: the client, cached answers, toasts and routes. */
import { CSPProvider } from '@base-ui/react/csp-provider';
import { Toast } from '@base-ui/react/toast';
import { Tooltip } from '@base-ui/react/tooltip';
import { type MeshiClient, MeshiError } from '@meshi/client';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { Suspense } from 'react';
import { BrowserRouter } from 'react-router';
import { Toasts } from '../ui/toasts.tsx';
import { ErrorBoundary } from './error-boundary.tsx';
import { MeshiContext } from './meshi-context.tsx';
import { Resume } from './resume.tsx';
import { AppRoutes } from './routes.tsx';

/** Caches what was read over HTTP until something changes it. */
export const createQueries = () =>
  new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 20_000,
        // The server refuses the same request again; only temporary errors are retried, twice.
        retry: (count, error) => count < 2 && MeshiError.from(error).isTemporary,
        // Offline, a read fails at once and says so, instead of waiting silently.
        networkMode: 'always',
      },
      mutations: { networkMode: 'always' },
    },
  });

interface AppProps {
  meshi: MeshiClient;
  queries: QueryClient;
  /** The attempt to find the last session, which has started already. */
  resumed: Promise<unknown>;
}

export function App({ meshi, queries, resumed }: AppProps) {
  return (
    <CSPProvider disableStyleElements>
      <MeshiContext value={meshi}>
        <QueryClientProvider client={queries}>
          <Tooltip.Provider delay={500}>
            <Toast.Provider limit={3}>
              <BrowserRouter>
                <ErrorBoundary>
                  <Suspense>
                    <Resume first={resumed}>
                      <AppRoutes />
                    </Resume>
                  </Suspense>
                </ErrorBoundary>
              </BrowserRouter>
              <Toasts />
            </Toast.Provider>
          </Tooltip.Provider>
        </QueryClientProvider>
      </MeshiContext>
    </CSPProvider>
  );
}
