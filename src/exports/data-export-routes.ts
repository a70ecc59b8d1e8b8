/** HTTP handlers of the archive of a person's data. */
import type { RouteHandlers } from '../http/route-handlers.ts';
import type { RouteName } from '../protocol/routes.ts';
import type { DataExportService } from './data-export-service.ts';

export function dataExportRoutes({
  dataExports,
}: {
  dataExports: DataExportService;
}): RouteHandlers<Extract<RouteName, `dataExport.${string}`>> {
  return {
    'dataExport.get': ({ actor }) => dataExports.get(actor),
    'dataExport.request': ({ actor, body }) => dataExports.request(actor, body),
    'dataExport.download': ({ actor }) => dataExports.download(actor),
    'dataExport.remove': async ({ actor }) => {
      await dataExports.remove(actor);
      return null;
    },
  };
}
