import { type ReactNode, useCallback, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import * as z from 'zod/mini';
import { ErrorNotice } from '@/components/errors/error-notice';
import { ConfirmIdentityContext } from '@/components/identity';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { PasswordField } from '@/components/ui/password-field';
import { isApiError } from '@/lib/api/problem';
import { required, schemaResolver } from '@/lib/forms/resolver';
import { useApiForm } from '@/lib/forms/use-api-form';
import { useReauthenticateMutation } from '../api/endpoints';

const schema = z.object({ password: required() });

/** Shows one dialog at a time that asks for the password again. */
export function IdentityProvider({ children }: { children: ReactNode }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const answer = useRef<(confirmed: boolean) => void>(() => {});
  const ask = useCallback(
    () =>
      new Promise<boolean>((resolve) => {
        answer.current = resolve;
        setOpen(true);
      }),
    [],
  );
  const finish = (confirmed: boolean) => {
    setOpen(false);
    answer.current(confirmed);
  };
  return (
    <ConfirmIdentityContext value={ask}>
      {children}
      <Dialog open={open} title={t('identity.title')} onClose={() => finish(false)}>
        <PasswordAgain onDone={() => finish(true)} onCancel={() => finish(false)} />
      </Dialog>
    </ConfirmIdentityContext>
  );
}

function PasswordAgain({ onDone, onCancel }: { onDone: () => void; onCancel: () => void }) {
  const { t } = useTranslation();
  const [reauthenticate] = useReauthenticateMutation();
  const { field, submit, error, busy } = useApiForm({
    resolver: schemaResolver(schema),
    defaultValues: { password: '' },
  });
  return (
    <form
      noValidate
      className="grid gap-5"
      onSubmit={submit(async (values) => {
        try {
          await reauthenticate({ body: values }).unwrap();
        } catch (caught) {
          if (!isApiError(caught) || caught.code !== 'invalid_credentials') throw caught;
          const problem = { pointer: '/password', code: caught.code, detail: '' };
          throw { ...caught, fields: [problem] };
        }
        onDone();
      })}
    >
      <p className="text-soft">{t('identity.text')}</p>
      {error && <ErrorNotice error={error} />}
      <PasswordField
        label={t('field.passwordLabel')}
        autoComplete="current-password"
        {...field('password')}
      />
      <div className="flex flex-wrap justify-end gap-3">
        <Button onClick={onCancel}>{t('cancel')}</Button>
        <Button type="submit" look="primary" busy={busy}>
          {t('identity.action')}
        </Button>
      </div>
    </form>
  );
}
