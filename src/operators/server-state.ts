/** The state of the server, for operators. */
import type { Config } from '../kernel/config.ts';
import type { Jobs } from '../kernel/jobs.ts';
import type { Nodes } from '../nodes/index.ts';
import type { ServerState } from '../protocol/operators.ts';
import type { ReportDesk } from '../reports/index.ts';

export interface ServerStateOptions {
  config: Pick<Config, 'mail'>;
  hasPush: () => Promise<boolean>;
  nodes: Pick<Nodes, 'alive'>;
  jobs: Pick<Jobs, 'state'>;
  reportDesk: Pick<ReportDesk, 'state'>;
}

export class ServerStateService {
  readonly #parts: ServerStateOptions;

  constructor(parts: ServerStateOptions) {
    this.#parts = parts;
  }

  async read(): Promise<ServerState> {
    const { config, hasPush, nodes, jobs, reportDesk } = this.#parts;
    const [processes, jobState, reports] = await Promise.all([nodes.alive(), jobs.state(), reportDesk.state()]);
    return {
      processes: processes.map(({ nodeId, url, load }) => ({ id: nodeId, url, load })),
      mail: config.mail.smtpUrl ? 'smtp' : 'none',
      push: (await hasPush()) ? 'on' : 'none',
      jobs: jobState,
      reports,
    };
  }
}
