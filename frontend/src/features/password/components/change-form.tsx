import { useTranslation } from 'react-i18next';
import * as z from 'zod/mini';
import { ErrorNotice } from '@/components/errors/error-notice';
import { useSay } from '@/components/feedback/use-say';
import { useWithRecentSignIn } from '@/components/identity';
import { Button } from '@/components/ui/button';
import { PasswordField } from '@/components/ui/password-field';
import { PasswordStrength } from '@/components/ui/password-strength';
import { isApiError } from '@/lib/api/problem';
import { required, schemaResolver } from '@/lib/forms/resolver';
import { useApiForm } from '@/lib/forms/use-api-form';
import { useChangePasswordMutation } from '../api/endpoints';
import { usePasswordRules } from '../use-password-rules';

const schema = z.object({ current_password: required(), new_password: required() });

/** Changes the password of who is signed in; the other sessions end with it. */
export function ChangePasswordForm({
  personal,
  username,
}: {
  personal: string[];
  username: string;
}) {
  const { t } = useTranslation();
  const say = useSay();
  const rules = usePasswordRules();
  const withRecentSignIn = useWithRecentSignIn();
  const [change] = useChangePasswordMutation();
  const { form, field, submit, error, busy } = useApiForm({
    resolver: schemaResolver(schema),
    defaultValues: { current_password: '', new_password: '' },
    members: { password: 'new_password' },
  });
  return (
    <form
      noValidate
      className="grid gap-5 py-5"
      onSubmit={submit(async (values) => {
        try {
          await withRecentSignIn(() => change({ body: values }).unwrap());
        } catch (caught) {
          // A wrong current password belongs to its field, whichever status the refusal has.
          if (!isApiError(caught) || caught.code !== 'invalid_credentials') throw caught;
          const problem = { pointer: '/current_password', code: caught.code, detail: '' };
          throw { ...caught, fields: [problem] };
        }
        form.reset();
        say(t('changePassword.done'));
      })}
    >
      {error && <ErrorNotice error={error} />}
      {/* Tells a password manager whose password this is. */}
      <input type="text" name="username" autoComplete="username" value={username} readOnly hidden />
      <PasswordField
        label={t('field.currentPasswordLabel')}
        autoComplete="current-password"
        {...field('current_password')}
      />
      <PasswordField
        label={t('field.newPasswordLabel')}
        autoComplete="new-password"
        hint={
          <PasswordStrength
            password={form.watch('new_password')}
            personal={personal}
            rules={rules}
          />
        }
        {...field('new_password')}
      />
      <div>
        <Button type="submit" look="primary" busy={busy}>
          {t('changePassword.action')}
        </Button>
      </div>
    </form>
  );
}
