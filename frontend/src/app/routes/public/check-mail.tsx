import { MailOpen } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Navigate, useLocation } from 'react-router';
import { Doorway } from '@/components/layouts/doorway-layout';
import { Address } from '@/components/ui/address';
import { ButtonLink } from '@/components/ui/button';
import { PageHead } from '@/components/ui/page-head';
import { TextLink } from '@/components/ui/text-link';
import { isLoopback } from '@/config/environment';
import { ResendVerification } from '@/features/sign_up/components/resend-verification';

interface Waiting {
  email: string;
  purpose: 'verify' | 'reset';
}

function isWaiting(state: unknown): state is Waiting {
  return typeof state === 'object' && state !== null && 'email' in state && 'purpose' in state;
}

export function Component() {
  const { t } = useTranslation();
  const { state } = useLocation();
  if (!isWaiting(state)) return <Navigate to="/sign-in" replace />;
  const codePage = state.purpose === 'verify' ? '/verify' : '/reset';
  return (
    <Doorway
      head={<PageHead title={t('checkMail.title')} lead={t(`checkMail.${state.purpose}`)} />}
      foot={<TextLink to="/sign-in">{t('signIn.back')}</TextLink>}
    >
      <div className="grid gap-5">
        <div className="grid justify-items-center gap-2 rounded-md bg-sunken px-4 py-6 text-center">
          <MailOpen aria-hidden="true" size={32} className="text-pine" />
          <p className="max-w-full font-[600] break-words">
            <Address>{state.email}</Address>
          </p>
        </div>
        <p className="text-soft">{t('checkMail.hint')}</p>
        <ButtonLink to={codePage} look="primary" state={{ email: state.email }}>
          {t('checkMail.code')}
        </ButtonLink>
        {state.purpose === 'verify' && <ResendVerification email={state.email} />}
        {isLoopback() && (
          <ButtonLink look="quiet" to="/mailbox">
            {t('mailbox.open')}
          </ButtonLink>
        )}
      </div>
    </Doorway>
  );
}
