/** Routes of the directory of an organisation. What the directory itself calls, `/scim/v2`, is in `src/directory/scim`. */
import { z } from 'zod';
import { idSchema } from '../common.ts';
import * as directory from '../directory.ts';
import type { RouteTable } from './route-table.ts';

const tokenParams = z.object({ tokenId: idSchema });

export const directoryRoutes = {
  'tenantDirectory.get': {
    method: 'get',
    path: '/tenant/directory',
    auth: 'required',
    needs: 'organisation:manage_directory',
    limit: 'read',
    output: directory.directorySchema,
    status: 200,
    summary: 'The SCIM address of the organisation, and the tokens for it.',
  },
  'tenantDirectory.createToken': {
    method: 'post',
    path: '/tenant/directory/tokens',
    auth: 'required',
    needs: 'organisation:manage_directory',
    proof: 'fresh',
    limit: 'credential',
    body: directory.newDirectoryTokenSchema,
    output: directory.createdDirectoryTokenSchema,
    status: 201,
    summary: 'Makes a token for SCIM. The secret is returned only once.',
  },
  'tenantDirectory.setTokenState': {
    method: 'put',
    path: '/tenant/directory/tokens/:tokenId/state',
    auth: 'required',
    needs: 'organisation:manage_directory',
    limit: 'write',
    params: tokenParams,
    body: directory.directoryTokenStateSchema,
    output: directory.directoryTokenSchema,
    status: 200,
    summary: 'Disables a token, or enables it again. A disabled token stops at once, also in the middle of a change.',
  },
  'tenantDirectory.removeToken': {
    method: 'delete',
    path: '/tenant/directory/tokens/:tokenId',
    auth: 'required',
    needs: 'organisation:manage_directory',
    limit: 'write',
    params: tokenParams,
    output: null,
    status: 204,
    summary: 'Removes a token that is disabled.',
  },
} satisfies RouteTable;
