import { useTranslation } from 'react-i18next';
import * as z from 'zod/mini';
import { ErrorNotice } from '@/components/errors/error-notice';
import { useWithRecentSignIn } from '@/components/identity';
import { Button, ButtonLink } from '@/components/ui/button';
import { TextField } from '@/components/ui/field';
import { session } from '@/lib/auth/session';
import { schemaResolver } from '@/lib/forms/resolver';
import { useApiForm } from '@/lib/forms/use-api-form';
import { useDeleteAccountMutation } from '../api/endpoints';

/** Deletes the account after its address was typed in and the password confirmed. */
export function DeleteAccountForm({ email }: { email: string }) {
  const { t } = useTranslation();
  const withRecentSignIn = useWithRecentSignIn();
  const [remove] = useDeleteAccountMutation();
  const schema = z.object({
    typed: z
      .string()
      .check(
        z.refine((text) => text.trim().toLowerCase() === email.toLowerCase(), 'field.delete_word'),
      ),
  });
  const { field, submit, error, busy } = useApiForm({
    resolver: schemaResolver(schema),
    defaultValues: { typed: '' },
  });
  return (
    <form
      noValidate
      className="grid gap-5 py-5"
      onSubmit={submit(async () => {
        await withRecentSignIn(() => remove().unwrap());
        session.endEverywhere('account_deleted');
      })}
    >
      {error && error.code !== 'reauthentication_required' && <ErrorNotice error={error} />}
      <TextField
        label={t('deleteAccount.label', { email })}
        type="email"
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        {...field('typed')}
      />
      <div className="flex flex-wrap gap-3">
        <Button type="submit" look="danger" busy={busy}>
          {t('deleteAccount.action')}
        </Button>
        <ButtonLink to="/security">{t('cancel')}</ButtonLink>
      </div>
    </form>
  );
}
