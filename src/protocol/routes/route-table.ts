/** What is said of each route. */
import type { z } from 'zod';

export interface RouteDefinition {
  method: 'get' | 'post' | 'put' | 'patch' | 'delete';
  /** Below `/api/v1`, with `:name` for each field of `params`. */
  path: string;
  /** `none` may be called by nobody in particular. */
  auth: 'required' | 'none';
  /** Which rate limit counts it. `credential` is the strictest: it is what guessing would use. */
  limit: 'read' | 'write' | 'credential' | 'upload';
  params?: z.ZodObject;
  query?: z.ZodObject;
  /** A JSON body; `image` stands for the bytes of a picture. */
  body?: z.ZodType | 'image';
  /** Null answers 204 with no body; `image` answers bytes, `calendar` the text of a calendar file. */
  output: z.ZodType | 'image' | 'calendar' | null;
  status: 200 | 201 | 202 | 204;
  summary: string;
}

export type RouteTable = Record<string, RouteDefinition>;
