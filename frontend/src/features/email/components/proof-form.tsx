import * as z from 'zod/mini';
import { ErrorNotice } from '@/components/errors/error-notice';
import { type Proof, ProofFields, proofOf, proofShape, useKnownEmail } from '@/components/proof';
import { Button } from '@/components/ui/button';
import { schemaResolver } from '@/lib/forms/resolver';
import { useApiForm } from '@/lib/forms/use-api-form';

interface ProofFormProps {
  token: string;
  action: string;
  /** What the address that goes with a code is called, where it is not plainly one's own. */
  addressHint?: string;
  onConfirm: (proof: Proof) => Promise<unknown>;
}

/**
 * Confirms something with the token of a mail's link, or with the code typed in. Opening the link alone
 * changes nothing: mail scanners open links too.
 */
export function ProofForm({ token, action, addressHint, onConfirm }: ProofFormProps) {
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
      {token === '' && <ProofFields field={field} addressHint={addressHint} />}
      <Button type="submit" look="primary" busy={busy}>
        {action}
      </Button>
    </form>
  );
}
