import {
  Activity,
  Gauge,
  History,
  House,
  KeyRound,
  Mails,
  MonitorSmartphone,
  ScrollText,
  SlidersHorizontal,
  UserRound,
  UsersRound,
} from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Navigate, Outlet, ScrollRestoration, useLocation } from 'react-router';
import { ErrorNotice } from '@/components/errors/error-notice';
import { useErrorText } from '@/components/errors/use-error-text';
import { useSay } from '@/components/feedback/use-say';
import { Boot } from '@/components/layouts/boot';
import { DoorwayLayout } from '@/components/layouts/doorway-layout';
import { OfflineBanner } from '@/components/layouts/offline-banner';
import { type NavGroup, PortalLayout } from '@/components/layouts/portal-layout';
import { useGetProfileQuery } from '@/features/profiles/api/endpoints';
import { usePreferencesFromProfile } from '@/features/profiles/use-preferences';
import { useGetSessionQuery } from '@/features/sign_in/api/endpoints';
import { IdentityProvider } from '@/features/sign_in/components/identity-provider';
import { isApiError, networkError } from '@/lib/api/problem';
import { session } from '@/lib/auth/session';
import { useSession } from '@/lib/auth/use-session';
import { localPreferences } from '@/lib/preferences/local-preferences';

const icon = 20;

/** Lets in who has a session; sends the others to sign in and back. */
export function Component() {
  const { status, reason } = useSession();
  const { pathname, search } = useLocation();
  if (status === 'unknown') return <Boot />;
  if (status === 'unreachable') return <Unreachable />;
  if (status === 'signed_out') {
    const here = pathname + search;
    const comesBack = here !== '/' && reason !== 'signed_out' && reason !== 'account_deleted';
    return (
      <Navigate
        to={comesBack ? `/sign-in?return_to=${encodeURIComponent(here)}` : '/sign-in'}
        replace
      />
    );
  }
  return (
    <IdentityProvider>
      <SignedIn />
      <ScrollRestoration />
    </IdentityProvider>
  );
}

function SignedIn() {
  const { t } = useTranslation();
  const { data, error, refetch } = useGetSessionQuery();
  const profile = useGetProfileQuery().data?.profile;
  const [signingOut, setSigningOut] = useState(false);
  const say = useSay();
  const errorText = useErrorText();
  usePreferencesFromProfile();
  const signOut = async () => {
    setSigningOut(true);
    const failure = await session.signOut();
    localPreferences.persist();
    setSigningOut(false);
    if (failure) say(`${t('signOut.failed')} ${errorText(failure).help}`, 'bad');
  };
  const groups: NavGroup[] = [
    {
      label: t('nav.account'),
      entries: [
        { to: '/', label: t('overview.nav'), icon: <House size={icon} /> },
        { to: '/profile', label: t('profile.nav'), icon: <UserRound size={icon} /> },
        { to: '/security', label: t('security.nav'), icon: <KeyRound size={icon} /> },
        { to: '/sessions', label: t('sessions.nav'), icon: <MonitorSmartphone size={icon} /> },
        { to: '/security-log', label: t('securityLog.nav'), icon: <History size={icon} /> },
        {
          to: '/preferences',
          label: t('preferences.nav'),
          icon: <SlidersHorizontal size={icon} />,
        },
      ],
    },
  ];
  if (data?.user.roles.includes('admin')) {
    groups.push({
      label: t('nav.admin'),
      entries: [
        { to: '/admin/users', label: t('users.nav'), icon: <UsersRound size={icon} /> },
        { to: '/admin/mails', label: t('mails.nav'), icon: <Mails size={icon} /> },
        { to: '/admin/audit', label: t('audit.nav'), icon: <ScrollText size={icon} /> },
        { to: '/admin/limits', label: t('limits.nav'), icon: <Gauge size={icon} /> },
        { to: '/admin/health', label: t('health.nav'), icon: <Activity size={icon} /> },
      ],
    });
  }
  return (
    <PortalLayout
      groups={groups}
      person={data ? { name: profile?.name ?? data.user.name, email: data.user.email } : null}
      onSignOut={signOut}
      signingOut={signingOut}
      banner={
        <>
          <OfflineBanner />
          {isApiError(error) && error.kind === 'problem' && (
            <ErrorNotice error={error} onRetry={refetch} />
          )}
        </>
      }
    >
      <Outlet context={data?.user} />
    </PortalLayout>
  );
}

/** The server could not be asked whether there is a session: says so, and asks again when it may help. */
function Unreachable() {
  const retry = () => void session.resume();
  useEffect(() => {
    window.addEventListener('online', retry);
    return () => window.removeEventListener('online', retry);
  });
  return (
    <DoorwayLayout>
      <div className="w-full max-w-[34rem]">
        <ErrorNotice error={networkError()} onRetry={retry} />
      </div>
    </DoorwayLayout>
  );
}
