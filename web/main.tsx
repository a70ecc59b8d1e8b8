/** Entry of the page. */
import { MeshiClient } from '@meshi/client';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App, createQueries } from './app/app.tsx';
import { followActivity } from './app/is-here.ts';
import { loadAheadFor } from './app/load-ahead.ts';
import { ProofQuestion } from './app/proof-question.ts';
import { followBuilds } from './app/service-worker.ts';
import { followSession } from './app/session-hint.ts';
import { followPushDevice } from './features/notifications/push-device.ts';
import { loadWords } from './i18n/language.ts';
import { sharedWords } from './i18n/shared-words.ts';
import { ignoreComposingKeys } from './ui/composing-keys.ts';
import './styles/index.css';

const root = document.getElementById('root');
if (!root) throw new Error('index.html has an element with the id "root"');

ignoreComposingKeys();

const question = new ProofQuestion();
const meshi = new MeshiClient({ onProofNeeded: question.ask });
followPushDevice(meshi);
followActivity(meshi.activity);
followBuilds(meshi);
// Starts while the words load, so that neither waits for the other.
const resumed = meshi.resume();
followSession(meshi, resumed);
loadAheadFor(location.pathname);
// The app shows a failure, with a button to try again.
resumed.catch(() => undefined);

loadWords(sharedWords).then(
  () =>
    createRoot(root).render(
      <StrictMode>
        <App meshi={meshi} queries={createQueries()} resumed={resumed} question={question} />
      </StrictMode>,
    ),
  () => {
    root.textContent = 'Meshi could not be loaded. Please reload. / 読み込めませんでした。再読み込みしてください。';
  },
);
