import { useTranslation } from 'react-i18next';
import { MessagePage } from '@/components/errors/message-page';
import { DoorwayLayout } from '@/components/layouts/doorway-layout';

export function Component() {
  const { t } = useTranslation();
  return (
    <DoorwayLayout>
      <MessagePage mark="404" title={t('page.notFound.title')}>
        {t('page.notFound.text')}
      </MessagePage>
    </DoorwayLayout>
  );
}
