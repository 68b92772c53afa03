import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { Loaded } from '@/components/errors/loaded';
import { SkipLink } from '@/components/layouts/skip-link';
import { ButtonLink } from '@/components/ui/button';
import { classes } from '@/components/ui/classes';
import { EmptyState } from '@/components/ui/empty-state';
import { Logo } from '@/components/ui/logo';
import { Notice } from '@/components/ui/notice';
import { PageHead } from '@/components/ui/page-head';
import { Panel } from '@/components/ui/panel';
import { useListMailQuery } from '@/features/mailbox/api/endpoints';
import { MailView } from '@/features/mailbox/components/mail-view';
import { isApiError } from '@/lib/api/problem';
import { useFormat } from '@/lib/i18n/use-format';

export function Component() {
  const { t } = useTranslation();
  const format = useFormat();
  const query = useListMailQuery(undefined, {
    pollingInterval: 5000,
    skipPollingIfUnfocused: true,
    refetchOnMountOrArgChange: true,
  });
  const [chosen, setChosen] = useState<string | null>(null);
  const closed =
    isApiError(query.error) && (query.error.status === 404 || query.error.status === 403);
  return (
    <div className="min-h-dvh">
      <SkipLink />
      <header className="mx-auto flex max-w-[64rem] items-center justify-between px-4 py-4 sm:px-8">
        <Link to="/" aria-label={t('nav.home')} className="rounded-sm py-2">
          <Logo />
        </Link>
      </header>
      <main
        id="main"
        tabIndex={-1}
        className="mx-auto grid max-w-[64rem] gap-8 px-4 pt-4 pb-16 sm:px-8"
      >
        <PageHead title={t('mailbox.title')} lead={t('mailbox.lead')} />
        {closed ? (
          <Notice
            title={t('mailbox.closed.title')}
            actions={<ButtonLink to="/">{t('nav.home')}</ButtonLink>}
          >
            {t('mailbox.closed.text')}
          </Notice>
        ) : (
          <Loaded query={query} rows={4}>
            {({ data }) => {
              const shown = data.find((mail) => mail.id === chosen) ?? data[0];
              if (!shown) {
                return (
                  <Panel>
                    <EmptyState title={t('mailbox.empty.title')}>
                      {t('mailbox.empty.text')}
                    </EmptyState>
                  </Panel>
                );
              }
              return (
                <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-6 md:grid-cols-[20rem_minmax(0,1fr)]">
                  <nav aria-label={t('mailbox.list')}>
                    <ul className="grid max-h-80 gap-1 overflow-y-auto md:max-h-none">
                      {data.map((mail) => (
                        <li key={mail.id}>
                          <button
                            type="button"
                            aria-current={mail.id === shown.id ? 'true' : undefined}
                            onClick={() => setChosen(mail.id)}
                            className={classes(
                              'grid w-full cursor-pointer gap-0.5 rounded-md px-3 py-2.5 text-left',
                              mail.id === shown.id ? 'bg-mist' : 'hover:bg-wall',
                            )}
                          >
                            <span className="font-[600]">{mail.subject}</span>
                            <span className="truncate text-sm text-soft">{mail.to}</span>
                            <span className="text-sm text-soft">
                              {format.relative(mail.created_at)}
                            </span>
                          </button>
                        </li>
                      ))}
                    </ul>
                  </nav>
                  <Panel>
                    <MailView mail={shown} />
                  </Panel>
                </div>
              );
            }}
          </Loaded>
        )}
      </main>
    </div>
  );
}
