import { useTranslation } from 'react-i18next';
import * as z from 'zod/mini';
import { ErrorNotice } from '@/components/errors/error-notice';
import { useKnownEmail } from '@/components/proof';
import { Button } from '@/components/ui/button';
import { TextField } from '@/components/ui/field';
import { email, schemaResolver } from '@/lib/forms/resolver';
import { useApiForm } from '@/lib/forms/use-api-form';
import { useForgotPasswordMutation } from '../api/endpoints';

const schema = z.object({ email: email() });

export function ForgotForm({ onMailSent }: { onMailSent: (email: string) => void }) {
  const { t } = useTranslation();
  const [forgot] = useForgotPasswordMutation();
  const { field, submit, error, busy } = useApiForm({
    resolver: schemaResolver(schema),
    defaultValues: { email: useKnownEmail() },
  });
  return (
    <form
      noValidate
      className="grid gap-5"
      onSubmit={submit(async (values) => {
        await forgot({ body: values }).unwrap();
        onMailSent(values.email);
      })}
    >
      {error && <ErrorNotice error={error} />}
      <TextField
        label={t('field.emailLabel')}
        type="email"
        inputMode="email"
        autoComplete="username"
        {...field('email')}
      />
      <Button type="submit" look="primary" busy={busy}>
        {t('forgot.action')}
      </Button>
    </form>
  );
}
