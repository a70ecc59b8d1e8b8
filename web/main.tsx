/** Entry of the page: resumes the session and reads what the first screen shows, while the rest of the app is loaded. */
import { MeshiClient } from '@meshi/client';
import { fetchOrTakeEarly } from './app/early-answers.ts';
import { followActivity } from './app/is-here.ts';
import { ProofQuestion } from './app/proof-question.ts';
import { createQueries } from './app/queries.ts';
import { readAheadFor } from './app/read-ahead.ts';
import { followBuilds } from './app/service-worker.ts';
import { followSession } from './app/session-hint.ts';
import { followPushDevice } from './features/notifications/push-device.ts';
import './styles/index.css';

const root = document.getElementById('root');
if (!root) throw new Error('index.html has an element with the id "root"');

const question = new ProofQuestion();
const meshi = new MeshiClient({ onProofNeeded: question.ask, fetch: fetchOrTakeEarly });
followPushDevice(meshi);
followActivity(meshi.activity);
followBuilds(meshi);
const resumed = meshi.resume();
followSession(meshi, resumed);
// The app shows a failure, with a button to try again.
resumed.catch(() => undefined);
const queries = createQueries();
readAheadFor(location, { meshi, queries, resumed });

import('./render.tsx')
  .then(({ render }) => render(root, { meshi, queries, resumed, question }))
  .catch(() => {
    root.textContent = 'Meshi could not be loaded. Please reload. / 読み込めませんでした。再読み込みしてください。';
  });
