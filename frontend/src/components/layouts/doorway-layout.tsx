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
    <div className="relative isolate flex min-h-dvh flex-col">
      <Stones />
      <SkipLink />
      <header className="mx-auto flex w-full max-w-[66rem] items-center justify-between gap-4 px-4 py-4 sm:py-6">
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

/** One public page: its heading stands on the wall, beside the doorway where there is room, above it if not. */
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
    <div className="grid w-full max-w-[27rem] items-center gap-x-20 gap-y-6 md:max-w-[64rem] md:grid-cols-[1fr_27rem]">
      <div className="max-md:text-center max-md:[&_header]:justify-items-center [&_h1]:text-3xl">
        {head}
      </div>
      <div className="doorway rise w-full">
        <div className="lamplight rounded-[inherit] px-5 pt-7 pb-8 sm:px-9">
          <LogoMark className="mx-auto mb-7 size-9" />
          {children}
          {foot && (
            <div className="mt-6 border-t border-line pt-5 text-center text-soft">{foot}</div>
          )}
        </div>
      </div>
    </div>
  );
}

/** The wall: courses of dressed stone. */
function Stones() {
  return (
    <svg aria-hidden="true" className="stones-mask absolute inset-0 -z-10 size-full stroke-line">
      <defs>
        <pattern id="stones" width="148" height="112" patternUnits="userSpaceOnUse">
          <path fill="none" d="M0 .5h148M0 56.5h148M44.500 0v56M118.500 56v56" />
        </pattern>
      </defs>
      <rect width="100%" height="100%" stroke="none" fill="url(#stones)" />
    </svg>
  );
}
