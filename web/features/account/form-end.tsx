/** The end of a form: what is wrong with it as a whole, and the button that sends it. */
import type { FormState } from '../../app/use-form.ts';
import { Button } from '../../ui/button.tsx';

export function FormEnd({ form, action }: { form: FormState; action: string }) {
  return (
    <>
      {form.problem && (
        <p className="field-problem" role="alert">
          {form.problem}
        </p>
      )}
      <Button kind="main" type="submit" isWide isBusy={form.isBusy}>
        {action}
      </Button>
    </>
  );
}
