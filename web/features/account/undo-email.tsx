/** The page that the letter to a former email address opens: undoes the change, then asks for a new password. */
import { Link, useNavigate } from 'react-router';
import { AccountPage } from '../../app/account-page.tsx';
import { useMeshi } from '../../app/meshi-context.tsx';
import { useForm } from '../../app/use-form.ts';
import { useLinkToken } from '../../app/use-link-token.ts';
import { useWords } from '../../i18n/language.ts';
import { Form } from '../../ui/form.tsx';
import { useToast } from '../../ui/toasts.tsx';
import { accountWords } from './words.ts';

export function UndoEmail() {
  const shared = useWords();
  const words = useWords(accountWords);
  const meshi = useMeshi();
  const toast = useToast();
  const navigate = useNavigate();
  const token = useLinkToken();
  const form = useForm({});
  // A button, because mail programs open links by themselves.
  const submit = () =>
    void form.submit(async () => {
      const { resetToken } = await meshi.accounts.undoEmailChange({ token });
      toast.done(words.undoDone);
      navigate(`/reset-password#token=${resetToken}`, { replace: true });
    });

  return (
    <AccountPage title={words.undoTitle} lead={words.undoLead}>
      <Form form={form} onSubmit={submit} action={words.undo} />
      <div className="account-links">
        <Link to="/sign-in">{shared.account.signIn}</Link>
      </div>
    </AccountPage>
  );
}
