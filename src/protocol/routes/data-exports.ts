/** Routes of the archive of all that is mine. */
import { dataExportSchema, requestDataExportSchema } from '../data-exports.ts';
import type { RouteTable } from './route-table.ts';

export const dataExportRoutes = {
  'dataExport.get': {
    method: 'get',
    path: '/account/export',
    auth: 'required',
    limit: 'read',
    output: dataExportSchema,
    status: 200,
    summary: 'The archive of my data: whether it is being made or ready, and until when.',
  },
  'dataExport.request': {
    method: 'post',
    path: '/account/export',
    auth: 'required',
    proof: 'fresh',
    limit: 'write',
    body: requestDataExportSchema,
    output: dataExportSchema,
    status: 202,
    summary:
      'Makes an archive of all that is mine in all organisations, which replaces an earlier one. While one is being made, answers its state.',
  },
  'dataExport.download': {
    method: 'get',
    path: '/account/export/file',
    auth: 'required',
    proof: 'fresh',
    limit: 'read',
    output: 'archive',
    status: 200,
    summary: 'The archive, as a ZIP file. A request for a range of bytes gets these.',
  },
  'dataExport.remove': {
    method: 'delete',
    path: '/account/export',
    auth: 'required',
    limit: 'write',
    output: null,
    status: 204,
    summary: 'Removes the archive, or stops making it. Idempotent.',
  },
} satisfies RouteTable;
