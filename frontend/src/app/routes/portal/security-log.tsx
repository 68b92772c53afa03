import { useTranslation } from 'react-i18next';
import { Loaded } from '@/components/errors/loaded';
import { EmptyState } from '@/components/ui/empty-state';
import { PageHead } from '@/components/ui/page-head';
import { Pager, usePages } from '@/components/ui/pager';
import { Panel } from '@/components/ui/panel';
import { TextLink } from '@/components/ui/text-link';
import { useListSecurityLogQuery } from '@/features/audit/api/endpoints';
import { SecurityEvents } from '@/features/audit/components/security-events';

export function Component() {
  const { t } = useTranslation();
  const pages = usePages('log');
  const query = useListSecurityLogQuery(
    { limit: 20, cursor: pages.cursor },
    { refetchOnMountOrArgChange: true },
  );
  return (
    <>
      <PageHead
        title={t('securityLog.nav')}
        lead={
          <>
            {t('securityLog.lead')} <TextLink to="/security">{t('securityLog.change')}</TextLink>
          </>
        }
      />
      <Panel>
        <Loaded query={query} rows={6}>
          {(list) =>
            list.data.length > 0 ? (
              <SecurityEvents events={list.data} />
            ) : (
              <EmptyState title={t('securityLog.empty.title')}>
                {t('securityLog.empty.text')}
              </EmptyState>
            )
          }
        </Loaded>
      </Panel>
      <Pager pages={pages} nextCursor={query.data?.next_cursor} />
    </>
  );
}
