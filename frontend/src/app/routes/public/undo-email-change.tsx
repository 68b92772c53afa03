import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { Doorway } from '@/components/layouts/doorway-layout';
import { PageHead } from '@/components/ui/page-head';
import { useUndoEmailChangeMutation } from '@/features/email/api/endpoints';
import { LinkForm } from '@/features/email/components/proof-forms';
import { useLinkToken } from '@/lib/auth/link-token';
import { session } from '@/lib/auth/session';

/** The way back for whoever was told of a change of address that was not theirs. */
export function Component() {
  const { t } = useTranslation();
  const token = useLinkToken();
  const navigate = useNavigate();
  const [undo] = useUndoEmailChangeMutation();
  return (
    <Doorway head={<PageHead title={t('undoEmail.title')} lead={t('undoEmail.lead')} />}>
      <LinkForm
        token={token}
        action={t('undoEmail.action')}
        onConfirm={async (value) => {
          const answer = await undo({ body: { token: value } }).unwrap();
          session.endEverywhere('none');
          const hash = `token=${encodeURIComponent(answer.reset_token)}`;
          navigate({ pathname: '/reset', hash }, { state: { undone: true } });
        }}
      />
    </Doorway>
  );
}
