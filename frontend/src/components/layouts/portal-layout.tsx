import { LogOut, Menu, X } from 'lucide-react';
import { type ReactNode, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, NavLink, useLocation } from 'react-router';
import { Button } from '@/components/ui/button';
import { classes } from '@/components/ui/classes';
import { Dialog } from '@/components/ui/dialog';
import { Logo } from '@/components/ui/logo';
import { SkipLink } from './skip-link';

export interface NavGroup {
  label: string;
  entries: { to: string; label: string; icon: ReactNode }[];
}

interface PortalLayoutProps {
  groups: NavGroup[];
  person: { name: string; email: string } | null;
  onSignOut: () => void;
  signingOut: boolean;
  banner?: ReactNode;
  children: ReactNode;
}

/** The frame of the signed-in pages: navigation beside the page, or behind a button on a narrow screen. */
export function PortalLayout({
  groups,
  person,
  onSignOut,
  signingOut,
  banner,
  children,
}: PortalLayoutProps) {
  const { t } = useTranslation();
  const [menuOpen, setMenuOpen] = useState(false);
  const { pathname } = useLocation();
  // biome-ignore lint/correctness/useExhaustiveDependencies: arriving anywhere closes the menu
  useEffect(() => setMenuOpen(false), [pathname]);
  const foot = <PersonFoot person={person} onSignOut={onSignOut} signingOut={signingOut} />;
  return (
    <div className="min-h-dvh md:grid md:grid-cols-[17rem_minmax(0,1fr)]">
      <SkipLink />
      <aside className="sticky top-0 hidden h-dvh flex-col gap-8 overflow-y-auto border-r border-line bg-wall px-4 py-6 md:flex">
        <Link to="/" aria-label={t('nav.home')} className="rounded-sm px-3">
          <Logo />
        </Link>
        <Navigation groups={groups} />
        <div className="mt-auto">{foot}</div>
      </aside>
      <header className="sticky top-0 z-10 flex items-center justify-between border-b border-line bg-wall px-4 py-2 md:hidden">
        <Link to="/" aria-label={t('nav.home')} className="rounded-sm py-2">
          <Logo />
        </Link>
        <button
          type="button"
          aria-haspopup="dialog"
          onClick={() => setMenuOpen(true)}
          className="flex min-h-11 cursor-pointer items-center gap-2 rounded-md px-3 font-[600] hover:bg-mist"
        >
          <Menu aria-hidden="true" size={22} />
          {t('nav.menu')}
        </button>
      </header>
      <Dialog
        open={menuOpen}
        shape="sheet"
        title={t('nav.menu')}
        onClose={() => setMenuOpen(false)}
      >
        <div className="flex min-h-full flex-col gap-6">
          <button
            type="button"
            aria-label={t('close')}
            onClick={() => setMenuOpen(false)}
            className="-m-2 grid size-11 cursor-pointer place-items-center self-end rounded-md hover:bg-mist"
          >
            <X aria-hidden="true" size={22} />
          </button>
          <Navigation groups={groups} />
          <div className="mt-auto">{foot}</div>
        </div>
      </Dialog>
      <main id="main" tabIndex={-1} className="min-w-0 px-4 pt-6 pb-20 sm:px-8 md:px-12 md:pt-12">
        <div className="mx-auto grid max-w-[54rem] gap-8">
          {banner}
          {children}
        </div>
      </main>
    </div>
  );
}

function Navigation({ groups }: { groups: NavGroup[] }) {
  const { t } = useTranslation();
  return (
    <nav aria-label={t('nav.label')} className="grid gap-6">
      {groups.map((group, index) => (
        <div key={group.label} className="grid gap-1">
          <h2 className={classes('px-3 text-sm font-[600] text-soft', index === 0 && 'sr-only')}>
            {group.label}
          </h2>
          <ul className="grid gap-0.5">
            {group.entries.map((entry) => (
              <li key={entry.to}>
                <NavLink
                  to={entry.to}
                  end={entry.to === '/'}
                  className={({ isActive }) =>
                    classes(
                      'flex min-h-11 items-center gap-3 rounded-md px-3 py-2 transition-colors duration-150',
                      isActive ? 'bg-mist font-[700] text-pine' : 'text-ink hover:bg-page',
                    )
                  }
                >
                  <span aria-hidden="true">{entry.icon}</span>
                  {entry.label}
                </NavLink>
              </li>
            ))}
          </ul>
        </div>
      ))}
    </nav>
  );
}

function PersonFoot({
  person,
  onSignOut,
  signingOut,
}: Pick<PortalLayoutProps, 'person' | 'onSignOut' | 'signingOut'>) {
  const { t } = useTranslation();
  return (
    <div className="grid gap-3 border-t border-line pt-4">
      <div className="min-h-12 px-3">
        {person && (
          <>
            <p className="truncate font-[600]">{person.name}</p>
            <p className="truncate text-sm text-soft">{person.email}</p>
          </>
        )}
      </div>
      <Button onClick={onSignOut} busy={signingOut} icon={<LogOut aria-hidden="true" size={18} />}>
        {t('signOut.action')}
      </Button>
    </div>
  );
}
