import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import * as z from 'zod/mini';
import { ErrorNotice } from '@/components/errors/error-notice';
import { useWithRecentSignIn } from '@/components/identity';
import { Button, ButtonLink } from '@/components/ui/button';
import { TextField } from '@/components/ui/field';
import { Notice } from '@/components/ui/notice';
import { email, schemaResolver } from '@/lib/forms/resolver';
import { useApiForm } from '@/lib/forms/use-api-form';
import { useChangeEmailMutation } from '../api/endpoints';

const schema = z.object({ email: email() });

/** Asks for another address; it counts once the mail sent to it has been answered. */
export function ChangeEmailForm() {
  const { t } = useTranslation();
  const withRecentSignIn = useWithRecentSignIn();
  const [sentTo, setSentTo] = useState<string | null>(null);
  const [change] = useChangeEmailMutation();
  const { form, field, submit, error, busy } = useApiForm({
    resolver: schemaResolver(schema),
    defaultValues: { email: '' },
  });
  return (
    <form
      noValidate
      className="grid gap-5 py-5"
      onSubmit={submit(async (values) => {
        await withRecentSignIn(() => change({ body: values }).unwrap());
        setSentTo(values.email);
        form.reset();
      })}
    >
      {error && error.code !== 'reauthentication_required' && <ErrorNotice error={error} />}
      {sentTo && (
        <Notice
          tone="good"
          urgent
          title={t('changeEmail.sent', { email: sentTo })}
          actions={
            <ButtonLink to="/confirm-email" state={{ email: sentTo }}>
              {t('checkMail.code')}
            </ButtonLink>
          }
        >
          {t('changeEmail.sentText')}
        </Notice>
      )}
      <TextField
        label={t('changeEmail.label')}
        hint={t('changeEmail.hint')}
        type="email"
        inputMode="email"
        autoComplete="email"
        {...field('email')}
      />
      <div>
        <Button type="submit" busy={busy}>
          {t('changeEmail.action')}
        </Button>
      </div>
    </form>
  );
}
