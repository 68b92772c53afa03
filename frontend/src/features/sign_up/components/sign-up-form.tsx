import { useTranslation } from 'react-i18next';
import * as z from 'zod/mini';
import { ErrorNotice } from '@/components/errors/error-notice';
import { Button } from '@/components/ui/button';
import { TextField } from '@/components/ui/field';
import { PasswordField } from '@/components/ui/password-field';
import { type PasswordRules, PasswordStrength } from '@/components/ui/password-strength';
import { email, required, schemaResolver } from '@/lib/forms/resolver';
import { useApiForm } from '@/lib/forms/use-api-form';
import { codePoints } from '@/lib/password/strength';

const schema = z.object({
  name: z.string().check(
    z.trim(),
    z.minLength(1, 'field.required'),
    z.refine((text) => codePoints(text) <= 100, 'field.name'),
  ),
  email: email(),
  password: required(),
});

type Account = z.infer<typeof schema>;

/** Opens an account; `onMailSent` is called when the address has to be proven first. */
export function SignUpForm({
  rules,
  signUp,
  onMailSent,
}: {
  rules: PasswordRules;
  signUp: (account: Account) => Promise<'ok' | 'verification_required'>;
  onMailSent: (email: string) => void;
}) {
  const { t } = useTranslation();
  const { form, field, submit, error, busy } = useApiForm({
    resolver: schemaResolver(schema),
    defaultValues: { name: '', email: '', password: '' },
  });
  const [password, address, name] = form.watch(['password', 'email', 'name']);
  const send = async (values: Account) => {
    if ((await signUp(values)) === 'verification_required') onMailSent(values.email);
  };
  return (
    <form noValidate onSubmit={submit(send)} className="grid gap-5">
      {error && <ErrorNotice error={error} />}
      <TextField label={t('field.nameLabel')} autoComplete="name" {...field('name')} />
      <TextField
        label={t('field.emailLabel')}
        type="email"
        inputMode="email"
        autoComplete="username"
        {...field('email')}
      />
      <PasswordField
        label={t('field.passwordLabel')}
        autoComplete="new-password"
        hint={<PasswordStrength password={password} personal={[address, name]} rules={rules} />}
        {...field('password')}
      />
      <Button type="submit" look="primary" busy={busy}>
        {t('signUp.action')}
      </Button>
    </form>
  );
}
