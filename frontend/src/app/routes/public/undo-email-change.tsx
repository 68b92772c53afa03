import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Doorway } from '@/components/layouts/doorway-layout';
import { PageHead } from '@/components/ui/page-head';
import { useUndoEmailChangeMutation } from '@/features/email/api/endpoints';
import { ProofForm } from '@/features/email/components/proof-form';
import { useLinkToken } from '@/lib/auth/link-token';
import { session } from '@/lib/auth/session';
import { ChoosePassword } from './choose-password';

/** The way back for whoever was told of a change of address that was not theirs. */
export function Component() {
  const { t } = useTranslation();
  const token = useLinkToken();
  const [undo] = useUndoEmailChangeMutation();
  const [resetToken, setResetToken] = useState('');
  if (resetToken) return <ChoosePassword token={resetToken} lead={t('reset.undone')} />;
  return (
    <Doorway head={<PageHead title={t('undoEmail.title')} lead={t('undoEmail.lead')} />}>
      <ProofForm
        token={token}
        addressHint={t('undoEmail.hint')}
        action={t('undoEmail.action')}
        onConfirm={async (proof) => {
          const answer = await undo({ body: proof }).unwrap();
          await session.recheck();
          setResetToken(answer.reset_token);
        }}
      />
    </Doorway>
  );
}
