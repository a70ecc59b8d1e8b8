/** The route of the directory of an organisation. What the directory itself calls, `/scim/v2`, is in `src/directory/scim`. */
import { directorySchema } from '../directory.ts';
import type { RouteTable } from './route-table.ts';

export const directoryRoutes = {
  'tenantDirectory.get': {
    method: 'get',
    path: '/tenant/directory',
    auth: 'required',
    needs: 'organisation:manage_directory',
    limit: 'read',
    output: directorySchema,
    status: 200,
    summary: 'The SCIM address of the organisation, and what its directory keeps. A key of the organisation opens it.',
  },
} satisfies RouteTable;
