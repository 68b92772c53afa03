import { useTranslation } from 'react-i18next';
import * as z from 'zod/mini';
import { ErrorNotice } from '@/components/errors/error-notice';
import { ProofFields, proofOf, proofShape, useKnownEmail } from '@/components/proof';
import { Button } from '@/components/ui/button';
import { PasswordField } from '@/components/ui/password-field';
import { PasswordStrength } from '@/components/ui/password-strength';
import { TextLink } from '@/components/ui/text-link';
import { required, schemaResolver } from '@/lib/forms/resolver';
import { useApiForm } from '@/lib/forms/use-api-form';
import { useResetPasswordMutation } from '../api/endpoints';
import { usePasswordRules } from '../use-password-rules';

/** Sets a new password with the token of the mail's link, or with the code typed in. */
export function ResetForm({ token, onDone }: { token: string; onDone: () => Promise<void> }) {
  const { t } = useTranslation();
  const rules = usePasswordRules();
  const [reset] = useResetPasswordMutation();
  const { form, field, submit, error, busy } = useApiForm({
    resolver: schemaResolver(z.object({ ...proofShape(token), password: required() })),
    defaultValues: { email: useKnownEmail(), code: '', password: '' },
  });
  const expired = error?.status === 410;
  return (
    <form
      noValidate
      className="grid gap-5"
      onSubmit={submit(async (values) => {
        const body = { ...proofOf(token, values), password: values.password };
        await reset({ body }).unwrap();
        await onDone();
      })}
    >
      {error && <ErrorNotice error={error} />}
      {expired && <TextLink to="/forgot">{t('reset.again')}</TextLink>}
      {token === '' && <ProofFields field={field} />}
      <PasswordField
        label={t('field.newPasswordLabel')}
        autoComplete="new-password"
        hint={<PasswordStrength password={form.watch('password')} personal={[]} rules={rules} />}
        {...field('password')}
      />
      <Button type="submit" look="primary" busy={busy}>
        {t('reset.action')}
      </Button>
    </form>
  );
}
