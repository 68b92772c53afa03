import { useTranslation } from 'react-i18next';
import { PageHead } from '@/components/ui/page-head';
import { Panel } from '@/components/ui/panel';
import { SkeletonRows } from '@/components/ui/skeleton';
import { DeleteAccountForm } from '@/features/accounts/components/delete-account-form';
import { useUser } from './use-user';

const consequences = ['sessions', 'data', 'address', 'final'] as const;

export function Component() {
  const { t } = useTranslation();
  const user = useUser();
  return (
    <>
      <PageHead title={t('deleteAccount.title')} lead={t('deleteAccount.lead')} />
      <Panel title={t('deleteAccount.what')}>
        <ol className="grid gap-0">
          {consequences.map((key, index) => (
            <li key={key} className="flex gap-4 border-t border-line py-4 first:border-t-0">
              <span aria-hidden="true" className="font-[700] text-brick tabular-nums">
                {index + 1}
              </span>
              <span>{t(`deleteAccount.consequence.${key}`)}</span>
            </li>
          ))}
        </ol>
      </Panel>
      <Panel>{user ? <DeleteAccountForm email={user.email} /> : <SkeletonRows rows={1} />}</Panel>
    </>
  );
}
