import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { Navigate, useNavigate, useSearchParams } from 'react-router';
import { loadDoor } from '@/app/load-door';
import { Doorway } from '@/components/layouts/doorway-layout';
import { Notice } from '@/components/ui/notice';
import { PageHead } from '@/components/ui/page-head';
import { TextLink } from '@/components/ui/text-link';
import { SignInForm } from '@/features/sign_in/components/sign-in-form';
import { safeReturnTo } from '@/lib/auth/return-to';
import { useSession } from '@/lib/auth/use-session';

const told = ['signed_out', 'expired', 'reused', 'account_deleted'] as const;

export function Component() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [search] = useSearchParams();
  const { status, reason } = useSession();
  useEffect(() => {
    // What does not arrive now is said when the form is sent.
    loadDoor().catch(() => {});
  }, []);
  if (status === 'signed_in') {
    return <Navigate to={safeReturnTo(search.get('return_to')) ?? '/'} replace />;
  }
  const passwordSet = search.get('notice') === 'password';
  // That sessions have ended goes without saying where a password was set.
  const why = passwordSet ? undefined : told.find((entry) => entry === reason);
  return (
    <Doorway
      head={<PageHead title={t('signIn.title')} lead={t('signIn.lead')} />}
      foot={
        <>
          {t('signIn.new')} <TextLink to="/sign-up">{t('signUp.link')}</TextLink>
        </>
      }
    >
      <div className="grid gap-5">
        {passwordSet && (
          <Notice tone="good" title={t('reset.done.title')}>
            {t('reset.done.text')}
          </Notice>
        )}
        {why && (
          <Notice tone={why === 'reused' ? 'careful' : 'info'} title={t(`signedOut.${why}.title`)}>
            {t(`signedOut.${why}.text`)}
          </Notice>
        )}
        <SignInForm
          signIn={async (credentials) => (await loadDoor()).signIn(credentials)}
          onUnverified={(email) => navigate('/check-mail', { state: { email, purpose: 'verify' } })}
        />
      </div>
    </Doorway>
  );
}
