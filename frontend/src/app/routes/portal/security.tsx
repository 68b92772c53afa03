import { useTranslation } from 'react-i18next';
import { Badge } from '@/components/ui/badge';
import { ButtonLink } from '@/components/ui/button';
import { PageHead } from '@/components/ui/page-head';
import { Panel, Row } from '@/components/ui/panel';
import { SkeletonRows } from '@/components/ui/skeleton';
import { ChangeEmailForm } from '@/features/email/components/change-email-form';
import { ChangePasswordForm } from '@/features/password/components/change-form';
import { ResendVerification } from '@/features/sign_up/components/resend-verification';
import { useUser } from './use-user';

export function Component() {
  const { t } = useTranslation();
  const user = useUser();
  return (
    <>
      <PageHead title={t('security.nav')} lead={t('security.lead')} />
      <Panel title={t('security.email')}>
        {user ? (
          <>
            <Row
              label={<span className="break-words">{user.email}</span>}
              action={!user.email_verified && <ResendVerification email={user.email} />}
            >
              <Badge tone={user.email_verified ? 'good' : 'lamp'}>
                {t(user.email_verified ? 'security.verified' : 'security.unverified')}
              </Badge>
            </Row>
            <div className="border-t border-line">
              <ChangeEmailForm />
            </div>
          </>
        ) : (
          <SkeletonRows rows={2} />
        )}
      </Panel>
      <Panel title={t('security.password')} lead={t('security.passwordLead')}>
        {user ? (
          <ChangePasswordForm personal={[user.email, user.name]} username={user.email} />
        ) : (
          <SkeletonRows rows={2} />
        )}
      </Panel>
      <Panel title={t('deleteAccount.title')}>
        <Row
          label={t('deleteAccount.row')}
          action={
            <ButtonLink look="danger" to="/delete-account">
              {t('deleteAccount.open')}
            </ButtonLink>
          }
        >
          {t('deleteAccount.rowText')}
        </Row>
      </Panel>
    </>
  );
}
