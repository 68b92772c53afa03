import { useTranslation } from 'react-i18next';
import { Loaded } from '@/components/errors/loaded';
import { EmptyState } from '@/components/ui/empty-state';
import { PageHead } from '@/components/ui/page-head';
import { Pager, usePages } from '@/components/ui/pager';
import { Panel } from '@/components/ui/panel';
import { useListMailsQuery } from '@/features/mails/api/endpoints';
import { DeliveryTable } from '@/features/mails/components/delivery-table';

export function Component() {
  const { t } = useTranslation();
  const pages = usePages('');
  const query = useListMailsQuery(
    { limit: 25, cursor: pages.cursor },
    { refetchOnMountOrArgChange: true },
  );
  return (
    <>
      <PageHead title={t('mails.nav')} lead={t('mails.lead')} />
      <Panel>
        <Loaded query={query} rows={8}>
          {(list) =>
            list.data.length > 0 ? (
              <DeliveryTable deliveries={list.data} />
            ) : (
              <EmptyState title={t('mails.none.title')}>{t('mails.none.text')}</EmptyState>
            )
          }
        </Loaded>
      </Panel>
      <Pager pages={pages} nextCursor={query.data?.next_cursor} />
    </>
  );
}
