/** Entry of the page. */
import { MeshiClient } from '@meshi/client';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App, createQueries } from './app/app.tsx';
import './styles/index.css';

const root = document.getElementById('root');
if (!root) throw new Error('index.html has an element with the id "root"');
createRoot(root).render(
  <StrictMode>
    <App meshi={new MeshiClient()} queries={createQueries()} />
  </StrictMode>,
);
