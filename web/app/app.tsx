/** The root component. It provides what every screen uses: the client, the cache, routes and toasts. */
import type { MeshiClient } from '@meshi/client';
import { type QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { Suspense } from 'react';
import { ErrorBoundary } from './error-boundary.tsx';
import { GuardedRouter } from './guarded-router.tsx';
import { MeshiContext } from './meshi-context.tsx';
import { ProofPlace } from './proof-place.tsx';
import type { ProofQuestion } from './proof-question.ts';
import { Resume } from './resume.tsx';
import { AppRoutes } from './routes.tsx';
import { ToastPlace } from './toast-place.tsx';

interface AppProps {
  meshi: MeshiClient;
  queries: QueryClient;
  /** The running attempt to resume the last session. */
  resumed: Promise<unknown>;
  question: ProofQuestion;
}

export function App({ meshi, queries, resumed, question }: AppProps) {
  return (
    <MeshiContext value={meshi}>
      <QueryClientProvider client={queries}>
        <GuardedRouter>
          <ErrorBoundary>
            <Suspense>
              <Resume first={resumed}>
                <AppRoutes />
              </Resume>
            </Suspense>
            <ProofPlace question={question} />
          </ErrorBoundary>
          <ToastPlace resumed={resumed} />
        </GuardedRouter>
      </QueryClientProvider>
    </MeshiContext>
  );
}
