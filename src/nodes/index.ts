/** Nodes: the server processes that share a database, each with a heartbeat. */
import { newId } from '../database/ids.ts';
import { connectModels } from '../database/models.ts';
import { defineFeature } from '../kernel/feature.ts';
import type { Kernel } from '../kernel/kernel.ts';
import { nodeModel } from './node-model.ts';
import { type Nodes, OneNode } from './nodes.ts';
import { SharedNodes } from './shared-nodes.ts';

export { type Node, type Nodes, OneNode } from './nodes.ts';

const models = { nodes: nodeModel };

export function createNodes({ kernel }: { kernel: Kernel }) {
  const { config, hooks, limits, log } = kernel;
  const connected = connectModels(kernel.connection, models);
  const nodeId = newId();
  const shared = () =>
    new SharedNodes({
      nodeId,
      url: () => config.http.nodeUrl ?? kernel.publicUrl(),
      load: () => hooks.mediaLoad(),
      relay: config.redisUrl && config.redisPrefix,
      nodes: connected.nodes,
      limits,
      log,
    });
  // Only one process can open the embedded engine's files.
  const isAlone = config.mongodbUri === null && config.redisUrl === null;
  const nodes: Nodes = isAlone ? new OneNode({ nodeId }) : shared();

  return defineFeature({
    name: 'nodes',
    service: { nodes },
    models,
    start: () => nodes.register(),
    close: () => nodes.close(),
  });
}
