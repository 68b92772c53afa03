import { useTranslation } from 'react-i18next';
import { Outlet } from 'react-router';
import { MessagePage } from '@/components/errors/message-page';
import { SkeletonRows } from '@/components/ui/skeleton';
import { useUser } from '../portal/use-user';

/** Shows administrators' pages to administrators; the API decides again on every call. */
export function Component() {
  const { t } = useTranslation();
  const user = useUser();
  if (!user) return <SkeletonRows rows={5} />;
  if (!user.roles.includes('admin')) {
    return (
      <MessagePage mark="403" title={t('page.forbidden.title')}>
        {t('page.forbidden.text')}
      </MessagePage>
    );
  }
  return <Outlet context={user} />;
}
