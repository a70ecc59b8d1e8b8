/** Routes of passkeys. */
import { z } from 'zod';
import { idSchema } from '../common.ts';
import * as passkeys from '../passkeys.ts';
import { addedFactorSchema } from '../second-factors.ts';
import type { RouteTable } from './route-table.ts';

export const passkeyRoutes = {
  'passkeys.begin': {
    method: 'post',
    path: '/passkeys/challenge',
    auth: 'none',
    limit: 'credential',
    output: passkeys.passkeyOptionsSchema,
    status: 201,
    summary: 'Options with a challenge for a proof with a passkey, to sign in or for `passkeys.prove`.',
  },
  'passkeys.prove': {
    method: 'post',
    path: '/account/proof/passkey',
    auth: 'required',
    withoutFactor: true,
    limit: 'credential',
    body: passkeys.provePasskeySchema,
    output: null,
    status: 204,
    summary: 'Like `accounts.prove`, with a passkey instead of the password and the second factor.',
  },
  'passkeys.beginAdding': {
    method: 'post',
    path: '/account/passkeys/challenge',
    auth: 'required',
    withoutFactor: true,
    proof: 'own',
    limit: 'write',
    output: passkeys.passkeyOptionsSchema,
    status: 201,
    summary: 'Options with a challenge for a new passkey.',
  },
  'passkeys.add': {
    method: 'post',
    path: '/account/passkeys',
    auth: 'required',
    withoutFactor: true,
    proof: 'own',
    limit: 'credential',
    body: passkeys.addPasskeySchema,
    output: addedFactorSchema,
    status: 201,
    summary: 'Adds a passkey. With the first second factor, answers the recovery codes.',
  },
  'passkeys.rename': {
    method: 'patch',
    path: '/account/passkeys/:passkeyId',
    auth: 'required',
    withoutFactor: true,
    limit: 'write',
    params: z.object({ passkeyId: idSchema }),
    body: passkeys.renamePasskeySchema,
    output: null,
    status: 204,
    summary: 'Gives a passkey of mine another name.',
  },
  'passkeys.remove': {
    method: 'delete',
    path: '/account/passkeys/:passkeyId',
    auth: 'required',
    withoutFactor: true,
    proof: 'own',
    limit: 'write',
    params: z.object({ passkeyId: idSchema }),
    output: null,
    status: 204,
    summary: 'Removes a passkey of mine. Without another second factor, the recovery codes end too.',
  },
} satisfies RouteTable;
