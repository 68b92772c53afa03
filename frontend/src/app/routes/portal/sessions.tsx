import { useTranslation } from 'react-i18next';
import { Loaded } from '@/components/errors/loaded';
import { PageHead } from '@/components/ui/page-head';
import { Panel } from '@/components/ui/panel';
import { useListSessionsQuery } from '@/features/sessions/api/endpoints';
import { SessionList } from '@/features/sessions/components/session-list';

export function Component() {
  const { t } = useTranslation();
  const query = useListSessionsQuery({ limit: 100 }, { refetchOnMountOrArgChange: true });
  return (
    <>
      <PageHead title={t('sessions.nav')} lead={t('sessions.lead')} />
      <Panel>
        <Loaded query={query} rows={3}>
          {(list) => <SessionList sessions={list.data} />}
        </Loaded>
      </Panel>
    </>
  );
}
