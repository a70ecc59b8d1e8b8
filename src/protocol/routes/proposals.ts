/** Routes of proposals and appointments. */
import { z } from 'zod';
import { idSchema } from '../common.ts';
import {
  answerProposalSchema,
  changeProposalSchema,
  currentProposalSchema,
  proposalSchema,
  proposeTimeSchema,
  sharedSlotsSchema,
  slotsQuerySchema,
} from '../proposals.ts';
import type { RouteTable } from './route-table.ts';

const matchParams = z.object({ matchId: idSchema });
const proposalParams = z.object({ proposalId: idSchema });

export const proposalRoutes = {
  'proposals.slots': {
    method: 'get',
    path: '/matches/:matchId/slots',
    auth: 'required',
    limit: 'read',
    params: matchParams,
    query: slotsQuerySchema,
    output: sharedSlotsSchema,
    status: 200,
    summary: 'Times in the next 14 days when both people of a match are free and have no appointment.',
  },
  'proposals.current': {
    method: 'get',
    path: '/matches/:matchId/proposal',
    auth: 'required',
    limit: 'read',
    params: matchParams,
    output: currentProposalSchema,
    status: 200,
    summary: 'The open proposal or the appointment of a match.',
  },
  'proposals.create': {
    method: 'post',
    path: '/matches/:matchId/proposal',
    auth: 'required',
    limit: 'write',
    params: matchParams,
    body: proposeTimeSchema,
    output: proposalSchema,
    status: 201,
    summary: 'Proposes a time. There is one proposal at a time: if one is open, change it.',
  },
  'proposals.change': {
    method: 'patch',
    path: '/proposals/:proposalId',
    auth: 'required',
    limit: 'write',
    params: proposalParams,
    body: changeProposalSchema,
    output: proposalSchema,
    status: 200,
    summary: 'Proposes another time instead, by either of the two. An appointment becomes a proposal again.',
  },
  'proposals.accept': {
    method: 'post',
    path: '/proposals/:proposalId/accept',
    auth: 'required',
    limit: 'write',
    params: proposalParams,
    body: answerProposalSchema,
    output: proposalSchema,
    status: 200,
    summary: "Accepts the other person's time. Idempotent.",
  },
  'proposals.cancel': {
    method: 'post',
    path: '/proposals/:proposalId/cancel',
    auth: 'required',
    limit: 'write',
    params: proposalParams,
    body: answerProposalSchema,
    output: proposalSchema,
    status: 200,
    summary: "Declines the other person's time, withdraws my own, or cancels the appointment.",
  },
  'proposals.calendar': {
    method: 'get',
    path: '/proposals/:proposalId/appointment.ics',
    auth: 'required',
    limit: 'read',
    params: proposalParams,
    output: 'calendar',
    status: 200,
    summary: 'The appointment as an iCalendar file.',
  },
} satisfies RouteTable;
