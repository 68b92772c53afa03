import { useTranslation } from 'react-i18next';
import { Loaded } from '@/components/errors/loaded';
import { PageHead } from '@/components/ui/page-head';
import { Panel } from '@/components/ui/panel';
import { useGetProfileQuery } from '@/features/profiles/api/endpoints';
import { ProfileForm } from '@/features/profiles/components/profile-form';

export function Component() {
  const { t } = useTranslation();
  const query = useGetProfileQuery();
  return (
    <>
      <PageHead title={t('profile.nav')} lead={t('profile.lead')} />
      <Panel>
        <Loaded query={query} rows={3}>
          {(profile) => <ProfileForm initial={profile} />}
        </Loaded>
      </Panel>
    </>
  );
}
