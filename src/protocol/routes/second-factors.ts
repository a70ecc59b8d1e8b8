/** Routes of second factors. */
import * as factors from '../second-factors.ts';
import type { RouteTable } from './route-table.ts';

export const secondFactorRoutes = {
  'secondFactors.get': {
    method: 'get',
    path: '/account/second-factors',
    auth: 'required',
    limit: 'read',
    output: factors.secondFactorsSchema,
    status: 200,
    summary: 'The second factors of my account.',
  },
  'secondFactors.beginAuthenticator': {
    method: 'post',
    path: '/account/authenticator',
    auth: 'required',
    proof: 'own',
    limit: 'write',
    output: factors.newAuthenticatorSchema,
    status: 201,
    summary:
      'Begins to add an authenticator app. It counts after `secondFactors.confirmAuthenticator`, and replaces a former one.',
  },
  'secondFactors.confirmAuthenticator': {
    method: 'put',
    path: '/account/authenticator',
    auth: 'required',
    proof: 'own',
    limit: 'credential',
    body: factors.confirmAuthenticatorSchema,
    output: factors.addedFactorSchema,
    status: 200,
    summary: 'Adds the authenticator app with a code of it. With the first second factor, answers the recovery codes.',
  },
  'secondFactors.removeAuthenticator': {
    method: 'delete',
    path: '/account/authenticator',
    auth: 'required',
    proof: 'own',
    limit: 'write',
    output: null,
    status: 204,
    summary: 'Removes the authenticator app. Without another second factor, the recovery codes end too.',
  },
  'secondFactors.makeRecoveryCodes': {
    method: 'post',
    path: '/account/recovery-codes',
    auth: 'required',
    proof: 'own',
    limit: 'write',
    output: factors.madeRecoveryCodesSchema,
    status: 201,
    summary: 'Makes ten new recovery codes, which replace the former ones.',
  },
} satisfies RouteTable;
