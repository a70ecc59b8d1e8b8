/** E-mail addresses of accounts and organisations. */
import { z } from 'zod';

/** Converted to lower case. */
export const emailSchema = z
  .string()
  .max(254)
  .overwrite((text) => text.trim().toLowerCase())
  .pipe(z.email('expected an e-mail address'));
