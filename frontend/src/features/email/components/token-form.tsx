import { useTranslation } from 'react-i18next';
import * as z from 'zod/mini';
import { ErrorNotice } from '@/components/errors/error-notice';
import { Button } from '@/components/ui/button';
import { TextField } from '@/components/ui/field';
import { required, schemaResolver } from '@/lib/forms/resolver';
import { useApiForm } from '@/lib/forms/use-api-form';

const schema = z.object({ token: required() });

/**
 * Confirms something with the token of a mail's link, or with the code typed in. Opening the link alone
 * changes nothing: mail scanners open links too.
 */
export function TokenForm({
  token,
  action,
  onConfirm,
}: {
  token: string;
  action: string;
  onConfirm: (token: string) => Promise<unknown>;
}) {
  const { t } = useTranslation();
  const { field, submit, error, busy } = useApiForm({
    resolver: schemaResolver(schema),
    defaultValues: { token },
  });
  return (
    <form
      noValidate
      onSubmit={submit(({ token: value }) => onConfirm(value.trim()))}
      className="grid gap-5"
    >
      {error && <ErrorNotice error={error} />}
      {token === '' && (
        <TextField
          label={t('token.label')}
          hint={t('token.hint')}
          autoComplete="one-time-code"
          autoCapitalize="none"
          spellCheck={false}
          className="tracking-widest"
          {...field('token')}
        />
      )}
      <Button type="submit" look="primary" busy={busy}>
        {action}
      </Button>
    </form>
  );
}
