/** The root component. It provides what every screen uses: the client, the cache, toasts and routes. */
import { CSPProvider } from '@base-ui/react/csp-provider';
import { Toast } from '@base-ui/react/toast';
import { Tooltip } from '@base-ui/react/tooltip';
import { type MeshiClient, MeshiError } from '@meshi/client';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { Suspense } from 'react';
import { Toasts } from '../ui/toasts.tsx';
import { ErrorBoundary } from './error-boundary.tsx';
import { GuardedRouter } from './guarded-router.tsx';
import { MeshiContext } from './meshi-context.tsx';
import { ProofPlace } from './proof-place.tsx';
import type { ProofQuestion } from './proof-question.ts';
import { Resume } from './resume.tsx';
import { AppRoutes } from './routes.tsx';

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

interface AppProps {
  meshi: MeshiClient;
  queries: QueryClient;
  /** The running attempt to resume the last session. */
  resumed: Promise<unknown>;
  question: ProofQuestion;
}

export function App({ meshi, queries, resumed, question }: AppProps) {
  return (
    <CSPProvider disableStyleElements>
      <MeshiContext value={meshi}>
        <QueryClientProvider client={queries}>
          <Tooltip.Provider delay={500}>
            <Toast.Provider limit={3}>
              <GuardedRouter>
                <ErrorBoundary>
                  <Suspense>
                    <Resume first={resumed}>
                      <AppRoutes />
                    </Resume>
                  </Suspense>
                  <ProofPlace question={question} />
                </ErrorBoundary>
                <Toasts />
              </GuardedRouter>
            </Toast.Provider>
          </Tooltip.Provider>
        </QueryClientProvider>
      </MeshiContext>
    </CSPProvider>
  );
}
