import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import * as z from 'zod/mini';
import { ErrorNotice } from '@/components/errors/error-notice';
import { type Proof, ProofFields, proofOf, proofShape, useKnownEmail } from '@/components/proof';
import { Button } from '@/components/ui/button';
import { Notice } from '@/components/ui/notice';
import { schemaResolver } from '@/lib/forms/resolver';
import { useApiForm } from '@/lib/forms/use-api-form';

interface ProofFormProps {
  token: string;
  action: string;
  onConfirm: (proof: Proof) => Promise<unknown>;
}

/**
 * Confirms something with the token of a mail's link, or with the code typed in. Opening the link alone
 * changes nothing: mail scanners open links too.
 */
export function ProofForm({ token, action, onConfirm }: ProofFormProps) {
  const { field, submit, error, busy } = useApiForm({
    resolver: schemaResolver(z.object(proofShape(token))),
    defaultValues: { email: useKnownEmail(), code: '' },
  });
  return (
    <form
      noValidate
      className="grid gap-5"
      onSubmit={submit((values) => onConfirm(proofOf(token, values)))}
    >
      {error && <ErrorNotice error={error} />}
      {token === '' && <ProofFields field={field} />}
      <Button type="submit" look="primary" busy={busy}>
        {action}
      </Button>
    </form>
  );
}

/** Confirms what only the link of a mail can confirm. */
export function LinkForm({
  token,
  action,
  children,
  onConfirm,
}: {
  token: string;
  action: string;
  children?: ReactNode;
  onConfirm: (token: string) => Promise<unknown>;
}) {
  const { t } = useTranslation();
  const { submit, error, busy } = useApiForm({
    resolver: schemaResolver(z.object({})),
    defaultValues: {},
  });
  if (token === '') return <Notice title={t('token.linkOnly')}>{t('token.linkOnlyText')}</Notice>;
  return (
    <form noValidate className="grid gap-5" onSubmit={submit(() => onConfirm(token))}>
      {error && <ErrorNotice error={error} />}
      {children}
      <Button type="submit" look="primary" busy={busy}>
        {action}
      </Button>
    </form>
  );
}
