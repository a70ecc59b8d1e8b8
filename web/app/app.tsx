/** Puts together what every screen stands on: the client, language, cached answers, toasts and addresses. */
import { CSPProvider } from '@base-ui/react/csp-provider';
import { Toast } from '@base-ui/react/toast';
import { Tooltip } from '@base-ui/react/tooltip';
import { type MeshiClient, MeshiError } from '@meshi/client';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { Suspense } from 'react';
import { BrowserRouter } from 'react-router';
import { LanguageProvider } from '../i18n/language.tsx';
import { Toasts } from '../ui/toasts.tsx';
import { ErrorBoundary } from './error-boundary.tsx';
import { MeshiContext } from './meshi-context.tsx';
import { Resume } from './resume.tsx';
import { AppRoutes } from './routes.tsx';

/** Answers read over HTTP are kept here until something changes them. */
export const createQueries = () =>
  new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 20_000,
        // What the server refused it will refuse again; only what may pass by itself is tried twice more.
        retry: (count, error) => count < 2 && MeshiError.from(error).isTemporary,
        // Away from the network a read fails at once and says so, instead of waiting in silence.
        networkMode: 'always',
      },
      mutations: { networkMode: 'always' },
    },
  });

export function App({ meshi, queries }: { meshi: MeshiClient; queries: QueryClient }) {
  return (
    <CSPProvider disableStyleElements>
      <LanguageProvider>
        <MeshiContext value={meshi}>
          <QueryClientProvider client={queries}>
            <Tooltip.Provider delay={500}>
              <Toast.Provider limit={3}>
                <BrowserRouter>
                  <ErrorBoundary>
                    <Suspense>
                      <Resume>
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
      </LanguageProvider>
    </CSPProvider>
  );
}
