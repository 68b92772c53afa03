import type { Resolver } from 'react-hook-form';
import { useTranslation } from 'react-i18next';
import { ErrorNotice } from '@/components/errors/error-notice';
import { Button } from '@/components/ui/button';
import { TextField } from '@/components/ui/field';
import { PasswordField } from '@/components/ui/password-field';
import { TextLink } from '@/components/ui/text-link';
import { useApiForm } from '@/lib/forms/use-api-form';

interface Credentials {
  email: string;
  password: string;
}

/** Only that there is something to send: the rest is for the server to say, and all at once. */
const filledIn: Resolver<Credentials> = (values) => {
  const missing = (['email', 'password'] as const).filter((name) => values[name].trim() === '');
  if (missing.length === 0) return { values, errors: {} };
  const error = { type: 'required', message: 'field.required' };
  return { values: {}, errors: Object.fromEntries(missing.map((name) => [name, error])) };
};

/** Address and password. The session takes the answer; the page watches the session and moves on. */
export function SignInForm({
  signIn,
  onUnverified,
}: {
  signIn: (credentials: Credentials) => Promise<void>;
  onUnverified: (email: string) => void;
}) {
  const { t } = useTranslation();
  const { form, field, submit, error, busy } = useApiForm({
    resolver: filledIn,
    defaultValues: { email: '', password: '' },
  });
  const send = async (values: Credentials) => {
    try {
      await signIn({ ...values, email: values.email.trim() });
    } catch (caught) {
      if ((caught as { code?: string }).code === 'email_not_verified') {
        onUnverified(values.email);
        return;
      }
      form.setFocus('password', { shouldSelect: true });
      throw caught;
    }
  };
  return (
    <form noValidate onSubmit={submit(send)} className="grid gap-5">
      {error && <ErrorNotice error={error} />}
      <TextField
        label={t('field.emailLabel')}
        type="email"
        inputMode="email"
        autoComplete="username"
        {...field('email')}
      />
      <div className="grid gap-1">
        <PasswordField
          label={t('field.passwordLabel')}
          autoComplete="current-password"
          {...field('password')}
        />
        <TextLink
          to="/forgot"
          state={{ email: form.watch('email') }}
          className="justify-self-end py-1.5 text-sm"
        >
          {t('signIn.forgot')}
        </TextLink>
      </div>
      <Button type="submit" look="primary" busy={busy}>
        {t('signIn.action')}
      </Button>
    </form>
  );
}
