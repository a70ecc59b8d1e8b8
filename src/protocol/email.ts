/** E-mail addresses, as accounts and organisations take them. */
import { z } from 'zod';

/** In lower case. */
export const emailSchema = z
  .string()
  .max(254)
  .overwrite((text) => text.trim().toLowerCase())
  .pipe(z.email('expected an e-mail address'));
