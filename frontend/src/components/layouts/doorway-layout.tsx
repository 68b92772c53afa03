import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { Logo, LogoMark } from '@/components/ui/logo';
import { LanguagePicker } from './language-picker';
import { SkipLink } from './skip-link';

/** The frame of the public pages: the wall, and in it the doorway with the form. */
export function DoorwayLayout({ children }: { children: ReactNode }) {
  const { t } = useTranslation();
  return (
    <div className="masonry flex min-h-dvh flex-col">
      <SkipLink />
      <header className="mx-auto flex w-full max-w-[72rem] items-center justify-between gap-4 px-4 py-4 sm:px-8 sm:py-6">
        <Link to="/" aria-label={t('nav.home')} className="rounded-sm py-2">
          <Logo />
        </Link>
        <LanguagePicker />
      </header>
      <main
        id="main"
        className="flex flex-1 items-start justify-center px-4 pt-4 pb-16 sm:items-center sm:pt-0"
      >
        {children}
      </main>
      <footer className="px-4 pb-6 text-center text-sm text-soft">{t('footer')}</footer>
    </div>
  );
}

/**
 * One public page: on a wide screen its heading stands on the wall beside the doorway, on a narrow one
 * inside it.
 */
export function Doorway({
  head,
  children,
  foot,
}: {
  head: ReactNode;
  children: ReactNode;
  foot?: ReactNode;
}) {
  return (
    <div className="grid w-full max-w-[64rem] items-center gap-x-16 md:grid-cols-[1fr_27rem]">
      <div className="hidden md:block">{head}</div>
      <div className="doorway rise mx-auto mt-2 w-full max-w-[27rem]">
        <div className="lamplight rounded-[inherit] px-5 pt-7 pb-8 sm:px-9">
          <LogoMark className="mx-auto mb-5 size-9 md:mb-8" />
          <div className="mb-6 text-center md:hidden">{head}</div>
          {children}
          {foot && (
            <div className="mt-6 border-t border-line pt-5 text-center text-soft">{foot}</div>
          )}
        </div>
      </div>
    </div>
  );
}
