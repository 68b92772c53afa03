import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Doorway } from '@/components/layouts/doorway-layout';
import { ButtonLink } from '@/components/ui/button';
import { Notice } from '@/components/ui/notice';
import { PageHead } from '@/components/ui/page-head';
import { useConfirmEmailChangeMutation } from '@/features/email/api/endpoints';
import { ProofForm } from '@/features/email/components/proof-form';
import { useLinkToken } from '@/lib/auth/link-token';

export function Component() {
  const { t } = useTranslation();
  const token = useLinkToken();
  const [confirm] = useConfirmEmailChangeMutation();
  const [done, setDone] = useState(false);
  return (
    <Doorway head={<PageHead title={t('confirmEmail.title')} lead={t('confirmEmail.lead')} />}>
      {done ? (
        <div className="grid gap-5">
          <Notice tone="good" title={t('confirmEmail.done.title')} urgent>
            {t('confirmEmail.done.text')}
          </Notice>
          <ButtonLink look="primary" to="/">
            {t('nav.home')}
          </ButtonLink>
        </div>
      ) : (
        <ProofForm
          token={token}
          addressHint={t('confirmEmail.hint')}
          action={t('confirmEmail.action')}
          onConfirm={async (proof) => {
            await confirm({ body: proof }).unwrap();
            setDone(true);
          }}
        />
      )}
    </Doorway>
  );
}
